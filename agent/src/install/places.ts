/** Where an installed agent lies on each operating system. Pure: roots are added by who writes. */
import type { HostPlatform } from '@muster/hosts/host/host';

export interface Places {
  /** Where `install` puts a program that does not come from a package. */
  readonly program: string;
  /** Configuration: readable by everybody, so that `status` can be asked. */
  readonly config: string;
  /** Admits the host once; readable by the agent alone. */
  readonly token: string;
  /** Identity and spool. */
  readonly data: string;
}

export type InstallPlatform = Exclude<HostPlatform, 'other'>;

type Variables = Readonly<Record<string, string | undefined>>;

export function placesOf(platform: InstallPlatform, variables: Variables): Places {
  if (platform === 'win32') {
    // Both folders may lie elsewhere than on C:; Windows always states where.
    const programs = variables.ProgramFiles ?? variables.PROGRAMFILES ?? 'C:\\Program Files';
    const shared = variables.ProgramData ?? variables.PROGRAMDATA ?? 'C:\\ProgramData';
    return {
      program: `${programs}\\Muster\\muster-agent.exe`,
      config: `${shared}\\Muster\\agent.yaml`,
      token: `${shared}\\Muster\\enrolment-token`,
      data: `${shared}\\Muster\\data`,
    };
  }
  const folder = platform === 'darwin' ? '/Library/Application Support/Muster' : '/etc/muster';
  return {
    program: '/usr/local/bin/muster-agent',
    config: `${folder}/agent.yaml`,
    token: `${folder}/enrolment-token`,
    data: platform === 'darwin' ? `${folder}/data` : '/var/lib/muster-agent',
  };
}

/** The folder a path lies in, written the platform's way. */
export function folderOf(path: string): string {
  return path.slice(0, Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')));
}
