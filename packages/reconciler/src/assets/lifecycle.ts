/** The states of an asset record, and how other systems call them. */
import { LIFECYCLE_STATES, type LifecycleState } from '@muster/facts/assets';

export const GONE_STATES: readonly LifecycleState[] = ['retired', 'sanitised', 'disposed'];
const GONE: ReadonlySet<LifecycleState> = new Set(GONE_STATES);

/** Living assets hold their serial; those that are gone gave it back. */
export function isLiving({ state }: { readonly state: LifecycleState }): boolean {
  return !GONE.has(state);
}

/** What exports write for the states, lower case, words joined by one blank. */
const SYNONYMS: Readonly<Record<string, LifecycleState>> = {
  ordered: 'procured',
  'on order': 'procured',
  purchased: 'procured',
  pending: 'procured',
  'in stock': 'received',
  stock: 'received',
  'ready to deploy': 'received',
  available: 'received',
  spare: 'received',
  enrolled: 'provisioned',
  staged: 'provisioned',
  active: 'deployed',
  assigned: 'deployed',
  'in use': 'deployed',
  'in production': 'deployed',
  production: 'deployed',
  installed: 'deployed',
  live: 'deployed',
  'checked out': 'deployed',
  'in maintenance': 'repair',
  'in repair': 'repair',
  'out for repair': 'repair',
  broken: 'repair',
  'in transit': 'transfer',
  archived: 'retired',
  decommissioned: 'retired',
  inactive: 'retired',
  obsolete: 'retired',
  'end of life': 'retired',
  wiped: 'sanitised',
  sanitized: 'sanitised',
  scrapped: 'disposed',
  sold: 'disposed',
  recycled: 'disposed',
};

/** @returns `undefined` for a word that names no state */
export function parseLifecycleState(printed: string): LifecycleState | undefined {
  const word = printed
    .trim()
    .toLowerCase()
    .replace(/[\s_-]+/g, ' ');
  return LIFECYCLE_STATES.find((state) => state === word) ?? SYNONYMS[word];
}
