/** The bundle put together, and the text and the digest that are signed: format in docs/evidence.md. */
import { canonicalJson, hashOf } from '@muster/facts/digest';
import { EVIDENCE_SCHEMA, type EvidenceBundle } from '@muster/facts/evidence';
import { custodyOf } from './custody.ts';
import type { Gathered } from './gather.ts';
import type { LedgerWitness } from './witness.ts';

export interface Making {
  readonly madeFor: string;
  /** Of this program. */
  readonly version: string;
  readonly now: Date;
}

export type Made =
  | { readonly kind: 'made'; readonly bundle: EvidenceBundle }
  | { readonly kind: 'refused'; readonly reason: string };

export async function makeBundle(
  { known, links, entries, isCut }: Gathered,
  witness: LedgerWitness,
  { madeFor, version, now }: Making,
): Promise<Made> {
  const proven = await witness.prove(entries.map(({ seq }) => seq));
  if (proven.kind === 'refused') return proven;
  const { id: ciId, ...state } = known;
  const at = now.toISOString();
  const unsigned = {
    ...state,
    schema: EVIDENCE_SCHEMA,
    ciId,
    madeAt: at,
    madeFor,
    madeBy: `muster ${version}`,
    links,
    custody: custodyOf(entries),
    ledger: {
      entries: entries.map((entry, index) => ({ ...entry, proof: proven.proofs[index] ?? [] })),
      head: proven.head,
    },
    key: witness.publicKey,
    notProven: notProven(isCut),
  } as const;
  const signature = await witness.signStatement({ digest: digestOfBundle(unsigned), at });
  return { kind: 'made', bundle: { ...unsigned, signature } };
}

/** What the signature covers: the canonical form of all members but `signature`. */
export function digestOfBundle(bundle: Omit<EvidenceBundle, 'signature'> & object): string {
  return hashOf(canonicalJson({ ...bundle, signature: undefined }));
}

/** The file: canonical JSON and a line feed, so that every octet of it is accounted for. */
export function bundleText(bundle: EvidenceBundle): string {
  return `${canonicalJson(bundle)}\n`;
}

/** Told in each bundle, for whoever has nothing but it. */
function notProven(isCut: boolean): readonly string[] {
  return [
    'That nothing was left out: each entry told is proven to be in the ledger, not that there are no others about this CI.',
    'When a device was last present: check-ins that change nothing move presence alone, and leave no entry.',
    'Addresses, battery levels, ports and other values that move from check-in to check-in: no digest covers them.',
    'Versions of records whose digest no entry names: the ledger names the digests with which a CI began; later versions stand under the signature of this bundle alone.',
    'That an observer told the truth: only what it stated, to whom, and since when it is kept.',
    'Times: they are those of the clock of the machine that kept the ledger. A head that was put away elsewhere when it was signed says more.',
    ...(isCut
      ? ['Entries beyond the first 10,000 about this CI: they are not in this bundle.']
      : []),
  ];
}
