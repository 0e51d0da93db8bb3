/** Who held an asset and where, from what the ledger tells: each entry that says anything of it. */
import { type LedgerEntry, LIFECYCLE_STATES } from '@muster/facts/assets';
import type { CustodyStep } from '@muster/facts/evidence';

const TEXTS = ['owner', 'technicalOwner', 'custodian', 'site', 'location'] as const;

/** @param entries by `seq` */
export function custodyOf(entries: readonly LedgerEntry[]): readonly CustodyStep[] {
  return entries.flatMap((entry): CustodyStep[] => {
    if (!entry.subject.startsWith('asset-')) return [];
    const told = toldBy(entry.payload);
    if (Object.keys(told).length === 0) return [];
    const { seq, at, actor, kind, subject: asset } = entry;
    return [{ seq, at, actor, kind, asset, ...told }];
  });
}

type Told = Omit<CustodyStep, 'seq' | 'at' | 'actor' | 'kind' | 'asset'>;

function toldBy(payload: unknown): Told {
  if (typeof payload !== 'object' || payload === null) return {};
  const members = new Map<string, unknown>(Object.entries(payload));
  const told: { -readonly [K in keyof Told]: Told[K] } = {};
  for (const name of TEXTS) {
    const value = members.get(name);
    if (typeof value === 'string') told[name] = value;
  }
  const state = LIFECYCLE_STATES.find((each) => each === members.get('state'));
  return state === undefined ? told : { ...told, state };
}
