/** What the lab leaves in its folder: a collector configuration that points at it, and its assets. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { formatAssets, type LabAsset } from './asset.ts';

/** Where the segment listens. The secrets are the lab's own and protect nothing. */
export interface LabEndpoints {
  readonly snmp: readonly { readonly address: string; readonly port: number }[];
  readonly community: string;
  readonly ssh: readonly {
    readonly address: string;
    readonly port: number;
    readonly platform?: string;
  }[];
  readonly sshUser: string;
  readonly sshPassword: string;
  readonly broker: string;
}

export interface LabFiles {
  readonly collectorConfig: string;
  readonly assetsCsv: string;
}

export async function writeLabFiles(
  folder: string,
  endpoints: LabEndpoints,
  assets: readonly LabAsset[],
): Promise<LabFiles> {
  const files = {
    collectorConfig: join(folder, 'collector.yaml'),
    assetsCsv: join(folder, 'assets.csv'),
  };
  const secret = { mode: 0o600 };
  await writeFile(join(folder, 'snmp-community'), `${endpoints.community}\n`, secret);
  await writeFile(join(folder, 'ssh-password'), `${endpoints.sshPassword}\n`, secret);
  await writeFile(files.collectorConfig, stringify(configOf(endpoints)));
  await writeFile(files.assetsCsv, formatAssets(assets));
  return files;
}

function configOf({ snmp, ssh, broker, sshUser }: LabEndpoints): object {
  return {
    name: 'lab-collector',
    site: 'Lab',
    segments: ['lab'],
    ...(snmp.length > 0 && {
      snmp: {
        every: '1m',
        credentials: { lab: { community: { file: 'snmp-community' } } },
        targets: snmp.map((each) => ({ ...each, credentials: 'lab' })),
      },
    }),
    ...(ssh.length > 0 && {
      ssh: {
        every: '1m',
        credentials: { lab: { user: sshUser, password: { file: 'ssh-password' } } },
        targets: ssh.map((each) => ({ ...each, credentials: 'lab' })),
      },
    }),
    mqtt: { brokers: [{ url: broker }] },
  };
}
