/**
 * The FDB of switches that show it one VLAN at a time: the list of VLANs from CISCO-VTP-MIB in the
 * default context, since asking for it in a VLAN's own times out, then BRIDGE-MIB in the context of
 * each (community "c@10", SNMPv3 context "vlan-10").
 */
import type { Agent, Column, Unfinished, WalkLimits } from './agent.ts';
import {
  BRIDGE_COLUMNS,
  BRIDGE_PORT_COLUMNS,
  type FdbEntry,
  parseBridgeFdb,
  parseBridgePorts,
} from './tables/bridge.ts';
import { numberOf } from './value.ts';

const VTP_VLAN_STATE = '1.3.6.1.4.1.9.9.46.1.3.1.1.2';
const OPERATIONAL = 1;
/** Contexts visited at most: each costs a session and a few requests. */
const VLANS_MAX = 512;
/** Contexts in a row that stay silent: the device has none, or its access list forbids them. */
const SILENT_MAX = 2;

export interface VlanFdb {
  readonly entries: readonly FdbEntry[];
  readonly bridgePorts: ReadonlyMap<number, number>;
  /** What was walked, and why it ended early where it did. */
  readonly walked: readonly { readonly what: string; readonly unfinished: readonly Unfinished[] }[];
}

export async function readVlanFdb(agent: Agent, limits: WalkLimits): Promise<VlanFdb> {
  const list = await agent.walk([VTP_VLAN_STATE], limits);
  const entries: FdbEntry[] = [];
  const bridgePorts = new Map<number, number>();
  const walked = [{ what: 'CISCO-VTP-MIB', unfinished: reasonsOf(list) }];
  let silent = 0;
  for (const vlan of vlansOf(list)) {
    const context = agent.inVlan(vlan);
    if (context === undefined || silent >= SILENT_MAX) break;
    const columns = await context.walk([...BRIDGE_COLUMNS, ...BRIDGE_PORT_COLUMNS], limits);
    context.close();
    const isSilent = columns.every(({ cells, unfinished }) => cells.length === 0 && unfinished);
    silent = isSilent ? silent + 1 : 0;
    walked.push({ what: `BRIDGE-MIB of VLAN ${vlan}`, unfinished: reasonsOf(columns) });
    entries.push(...parseBridgeFdb(columns, vlan));
    for (const [bridgePort, ifIndex] of parseBridgePorts(columns)) {
      bridgePorts.set(bridgePort, ifIndex);
    }
  }
  return { entries, bridgePorts, walked };
}

/** Operational VLANs, without those that Cisco reserves for FDDI and Token Ring. */
function vlansOf(columns: readonly Column[]): readonly number[] {
  return columns
    .flatMap(({ cells }) => [...cells])
    .filter(({ value }) => numberOf(value) === OPERATIONAL)
    .map(({ index }) => Number(index.split('.').at(-1)))
    .filter((vlan) => vlan >= 1 && vlan <= 4094 && !(vlan >= 1002 && vlan <= 1005))
    .slice(0, VLANS_MAX);
}

function reasonsOf(columns: readonly Column[]): readonly Unfinished[] {
  return columns.flatMap(({ unfinished }) => unfinished ?? []);
}
