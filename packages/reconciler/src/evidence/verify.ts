/** Verifies an evidence bundle by itself: what it claims, step by step, and what does not hold. */
import { canonicalJson, digestOf } from '@muster/facts/digest';
import type { EvidenceBundle, ProvenEntry } from '@muster/facts/evidence';
import { parseObservation } from '@muster/facts/observation-schema';
import { formatProblems } from '@muster/facts/problems';
import { verifyLedger } from '../ledger/chain.ts';
import { headCheckOf, type LedgerHead, type PublicKey, statementCheckOf } from '../ledger/head.ts';
import { followProof } from '../ledger/merkle.ts';
import { bundleText, digestOfBundle } from './bundle.ts';
import { custodyOf } from './custody.ts';
import { parseBundle } from './parse.ts';

export interface EvidenceVerification {
  /** Absent where the text is no bundle at all. */
  readonly bundle?: EvidenceBundle;
  /** The head's, where its signature holds. */
  readonly head?: LedgerHead;
  readonly counts: { readonly observations: number; readonly entries: number };
  /** What does not hold, each in one sentence; sound where there is none. */
  readonly faults: readonly string[];
}

/**
 * @param text of the file
 * @param trusted keys that whoever verifies has from elsewhere; without them the bundle's own is
 *   taken, which shows that nothing was changed since, not by whom it was made
 */
export async function verifyEvidence(
  text: string,
  trusted?: readonly PublicKey[],
): Promise<EvidenceVerification> {
  const counts = { observations: 0, entries: 0 };
  const parsed = parseText(text);
  if (typeof parsed === 'string') return { counts, faults: [parsed] };
  const keys = trusted ?? [parsed.key];
  const head = await headOf(parsed, keys);
  const faults = [
    ...(bundleText(parsed) === text
      ? []
      : ['the file is not in canonical form: something was put into it or written otherwise']),
    ...(await signatureFaults(parsed, keys)),
    ...observationFaults(parsed),
    ...(typeof head === 'string' ? [head] : []),
    ...parsed.ledger.entries.flatMap((entry) =>
      entryFaults(entry, typeof head === 'string' ? undefined : head),
    ),
    ...claimFaults(parsed),
  ];
  return {
    bundle: parsed,
    ...(typeof head === 'string' ? {} : { head }),
    counts: { observations: parsed.records.length, entries: parsed.ledger.entries.length },
    faults,
  };
}

function parseText(text: string): EvidenceBundle | string {
  let input: unknown;
  try {
    input = JSON.parse(text);
  } catch {
    return 'it is not JSON';
  }
  const parsed = parseBundle(input);
  if (parsed.kind === 'parsed') return parsed.value;
  return `it is no evidence bundle: ${formatProblems(parsed.problems)}`;
}

async function signatureFaults(
  bundle: EvidenceBundle,
  keys: readonly PublicKey[],
): Promise<readonly string[]> {
  const said = await (await statementCheckOf(keys))(bundle.signature);
  if (said.kind === 'refused') return [`the signature of the bundle does not hold: ${said.reason}`];
  if (!isCanonicalJws(bundle.signature)) return ['the signature of the bundle was rewritten'];
  const { digest, at } = said.statement;
  if (digest === digestOfBundle(bundle) && at === bundle.madeAt) return [];
  return ['the bundle is not what was signed: something in it was changed'];
}

/** The last character of a base64url text has bits that nobody reads: they must be 0. */
function isCanonicalJws(jws: string): boolean {
  return jws
    .split('.')
    .every((part) => Buffer.from(part, 'base64url').toString('base64url') === part);
}

function observationFaults({ records }: EvidenceBundle): readonly string[] {
  return records.flatMap(({ id, observation }) => {
    const parsed = parseObservation(observation);
    if (parsed.kind === 'refused') {
      return [`what ${id} states is no observation: ${formatProblems(parsed.problems)}`];
    }
    return digestOf(observation) === observation.digest
      ? []
      : [`observation ${observation.id} (${id}) does not have its digest: it was changed`];
  });
}

async function headOf(
  { ledger }: EvidenceBundle,
  keys: readonly PublicKey[],
): Promise<LedgerHead | string> {
  const checked = await (await headCheckOf(keys))(ledger.head);
  if (checked.kind === 'head') return checked.head;
  return `the signed head of the ledger is not to be believed: ${checked.reason}`;
}

function entryFaults(entry: ProvenEntry, head: LedgerHead | undefined): readonly string[] {
  const { seq, previous, proof, hash } = entry;
  const follows = verifyLedger([entry], { seq: seq - 1, hash: previous });
  const faults: string[] = [];
  if (follows.kind === 'broken') faults.push(`entry ${seq}: ${follows.reason}`);
  if (head === undefined) return faults;
  if (seq > head.entries) {
    faults.push(`entry ${seq} is beyond the head, which covers ${head.entries} entries`);
  } else if (followProof(hash, proof) !== head.root) {
    faults.push(`entry ${seq} is not among the entries that the head of ${head.at} covers`);
  }
  return faults;
}

/** What the bundle says that the ledger tells, held against the ledger's entries in it. */
function claimFaults(bundle: EvidenceBundle): readonly string[] {
  const { asOf, findings, links, custody, ledger } = bundle;
  const faults: string[] = [];
  const late = ledger.entries.find(({ at }) => at > asOf);
  if (late !== undefined) faults.push(`entry ${late.seq} is of later than ${asOf}`);
  if (canonicalJson(custodyOf(ledger.entries)) !== canonicalJson(custody)) {
    faults.push('the custody told is not what the entries tell');
  }
  const tells = (subject: (name: string) => boolean, kind: RegExp, named: string): boolean =>
    ledger.entries.some(
      (entry) =>
        subject(entry.subject) &&
        kind.test(entry.kind) &&
        canonicalJson(entry.payload).includes(`"${named}"`),
    );
  for (const { id, kind } of findings) {
    const isTold = tells((name) => name === id, /^finding\./, kind);
    if (!isTold) faults.push(`no entry tells that ${id} (${kind}) was opened`);
  }
  for (const { assetId } of links) {
    // The CI may since have been merged into this one.
    const isTold = tells((name) => name.startsWith('ci-'), /link/, assetId);
    if (!isTold) faults.push(`no entry tells of the link to ${assetId}`);
  }
  return faults;
}
