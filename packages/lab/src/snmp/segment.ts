/** The lab's own switches: a stack of two and an access switch, cabled to each other. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type SnmpDevice, startSnmpDevice } from './responder.ts';

/** Recordings made for the lab, in `packages/lab/devices`. */
const DEVICES = ['stack-1', 'access-1'] as const;
export type LabSwitch = (typeof DEVICES)[number];

export interface SnmpSegment {
  readonly switches: readonly (SnmpDevice & { readonly name: LabSwitch })[];
  readonly community: string;
  readonly close: () => Promise<void>;
}

/**
 * Starts them on `address`, on the ports given in order or any free ones. They answer SNMPv1 and
 * v2c with this community.
 */
export async function startSnmpSegment(options: {
  readonly address?: string;
  readonly ports?: readonly number[];
  readonly community?: string;
}): Promise<SnmpSegment> {
  const { address, ports = [], community = 'public' } = options;
  const switches: (SnmpDevice & { name: LabSwitch })[] = [];
  for (const [i, name] of DEVICES.entries()) {
    const device = await startSnmpDevice({
      communities: { [community]: await readDevice(name) },
      port: ports[i] ?? 0,
      ...(address !== undefined && { address }),
    });
    switches.push({ ...device, name });
  }
  return {
    switches,
    community,
    close: async () => {
      await Promise.all(switches.map((each) => each.close()));
    },
  };
}

/** The recording of one of the lab's devices, as .snmprec text. */
export function readDevice(name: LabSwitch): Promise<string> {
  return readFile(join(import.meta.dirname, '../../devices', `${name}.snmprec`), 'utf8');
}
