/**
 * What need not be read again: tables of which the device itself says when they last changed. The
 * caller keeps them between visits (`KeptTables`).
 */
import type { Answers, Column } from './agent.ts';
import { isUnchanged, type KeptTables, type Stamp } from './kept-tables.ts';
import { engineIdOf, SYSTEM } from './system.ts';
import { numberOf, textOf } from './value.ts';

/** What is remembered of this device between visits, and by which time. */
export interface Memory {
  readonly kept: KeptTables;
  /** An address with its port. */
  readonly device: string;
  readonly nowMs: number;
}

/** A table, and the object that says when it last changed, as sysUpTime was then. */
interface Sparing {
  readonly name: string;
  readonly lastChange: string;
}

/** entLastChangeTime (RFC 6933): of any conceptual row of ENTITY-MIB. */
export const ENTITY_TABLE: Sparing = {
  name: 'ENTITY-MIB',
  lastChange: '1.3.6.1.2.1.47.1.4.1.0',
};
/** ifTableLastChange (RFC 2863): interfaces that came or went, not what an operator wrote on one. */
export const INTERFACE_TABLE: Sparing = {
  name: 'IF-MIB',
  lastChange: '1.3.6.1.2.1.31.1.5.0',
};

const SYS_UP_TIME = '1.3.6.1.2.1.1.3.0';
const SNMP_ENGINE_BOOTS = '1.3.6.1.6.3.10.2.1.2.0';

/** What is asked for beside the system group of a device that something is remembered of. */
export const CLOCK_OBJECTS: readonly string[] = [
  SYS_UP_TIME,
  SNMP_ENGINE_BOOTS,
  ENTITY_TABLE.lastChange,
  INTERFACE_TABLE.lastChange,
];

/** The columns of last time, where the device says that nothing has changed. */
export function recall(
  { kept, device, nowMs }: Memory,
  table: Sparing,
  wanted: readonly string[],
  values: Answers,
): readonly Column[] | undefined {
  const then = kept.get(nameIn(table, device, values));
  const stamp = stampOf(table, values);
  if (then === undefined || stamp === undefined || !isUnchanged(then, stamp, nowMs)) {
    return undefined;
  }
  const isSame =
    then.columns.length === wanted.length && wanted.every((oid, i) => then.columns[i]?.oid === oid);
  return isSame ? then.columns : undefined;
}

export function remember(
  { kept, device, nowMs }: Memory,
  table: Sparing,
  columns: readonly Column[],
  values: Answers,
): void {
  const stamp = stampOf(table, values);
  if (stamp === undefined) return;
  kept.put(nameIn(table, device, values), { ...stamp, readAtMs: nowMs, columns });
}

function stampOf({ lastChange: object }: Sparing, values: Answers): Stamp | undefined {
  const sysUpTime = numberOf(values.get(SYS_UP_TIME));
  const lastChange = numberOf(values.get(object));
  const boots = numberOf(values.get(SNMP_ENGINE_BOOTS));
  if (sysUpTime === undefined || lastChange === undefined) return undefined;
  return { sysUpTime, lastChange, ...(boots !== undefined && { boots }) };
}

/** Another device at the same address is another device. */
function nameIn({ name }: Sparing, device: string, values: Answers): string {
  const said = [SYSTEM.sysDescr, SYSTEM.sysObjectID, SYSTEM.sysName, SYSTEM.dot1dBaseBridgeAddress]
    .map((oid) => textOf(values.get(oid)) ?? '')
    .join(' ');
  return `${name} ${device} ${engineIdOf(values) ?? ''} ${said}`;
}
