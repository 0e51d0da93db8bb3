/** What a person names in a decision, found, or why not. */
import { identifiersOf } from '@muster/facts/identifiers';
import type { IdentifierScheme } from '@muster/facts/inventory';
import { formatId, parseId } from '../commit/ids.ts';
import { votesOf } from '../identify/votes.ts';
import type { StoredDecision, Transaction } from '../store/port.ts';

export type Found<T> =
  | { readonly kind: 'found'; readonly value: T }
  | { readonly kind: 'refused'; readonly reason: string }
  | { readonly kind: 'unknown'; readonly reason: string };

export function refuse(reason: string): { readonly kind: 'refused'; readonly reason: string } {
  return { kind: 'refused', reason };
}

/** A chain of merges is followed so far; more can only be a fault. */
const MERGES_MAX = 64;

/** The CI that answers under an id, as merged CIs answer under theirs. */
export async function findCi(transaction: Transaction, id: string): Promise<Found<number>> {
  let ciId = parseId('ci', id);
  for (let step = 0; step < MERGES_MAX && ciId !== undefined; step += 1) {
    const [ci]: Awaited<ReturnType<Transaction['cis']>> = await transaction.cis([ciId]);
    if (ci === undefined) break;
    if (ci.mergedInto === undefined) return { kind: 'found', value: ci.id };
    ciId = ci.mergedInto;
  }
  return { kind: 'unknown', reason: `there is no CI ${id}` };
}

/** Those that answer under these numbers now. */
export async function survivorsOf(
  transaction: Transaction,
  ciIds: readonly number[],
): Promise<readonly number[]> {
  const survivors = new Set<number>();
  for (const ciId of ciIds) {
    const ci = await findCi(transaction, formatId('ci', ciId));
    if (ci.kind === 'found') survivors.add(ci.value);
  }
  return [...survivors];
}

export async function findDecision(
  transaction: Transaction,
  id: string,
): Promise<StoredDecision | undefined> {
  const number = parseId('decision', id);
  return number === undefined ? undefined : transaction.decision(number);
}

/** @param all the records of the CI */
export function findRecords(
  ids: readonly string[],
  all: readonly number[],
  ci: string,
): Found<readonly number[]> {
  const found = new Set<number>();
  for (const id of ids) {
    const recordId = parseId('record', id);
    if (recordId === undefined || !all.includes(recordId)) {
      const names = all.map((each) => formatId('record', each)).join(', ');
      return { kind: 'unknown', reason: `${id} is no record of ${ci}: it has ${names}` };
    }
    found.add(recordId);
  }
  return found.size === 0
    ? refuse('name the records that leave')
    : { kind: 'found', value: [...found] };
}

/** As which field of a device a value of a scheme is stated. */
const FIELDS: Readonly<Partial<Record<IdentifierScheme, string>>> = {
  'serial.system': 'serial',
  'serial.chassis': 'chassisSerial',
  'serial.board': 'boardSerial',
  'smbios-uuid': 'uuid',
  eui64: 'eui64',
  imei: 'imei',
  'engine-id': 'engineId',
  'machine-id': 'machineId',
  'asset-tag': 'assetTag',
};

/** The value as records are compared by it; undefined where it is none of its scheme. */
export function canonicalShared(scheme: IdentifierScheme, printed: string): string | undefined {
  const field = FIELDS[scheme];
  const observation =
    scheme === 'mac'
      ? { device: {}, interfaces: [{ name: 'stated', mac: printed }] }
      : field === undefined
        ? undefined
        : { device: { [field]: printed } };
  if (observation === undefined) return undefined;
  const found =
    votesOf(observation).find((vote) => vote.scheme === scheme) ??
    identifiersOf(observation).find((identifier) => identifier.scheme === scheme);
  return found?.value;
}
