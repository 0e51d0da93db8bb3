/** `evidence make` writes a bundle, verified before it is; `evidence verify` needs nothing but the file. */
import { readFile, stat, writeFile } from 'node:fs/promises';
import { canonicalJson } from '@muster/facts/digest';
import { type EvidenceVerification, verifyEvidence } from '../../evidence/verify.ts';
import { readKeys } from '../ledger-heads.ts';
import { write, writeLines } from '../output.ts';
import type { ReachOptions } from '../reach.ts';
import { EXIT, type Surroundings, UsageError, WorldError } from '../surroundings.ts';
import { printable } from '../text.ts';
import { withClient } from '../with-client.ts';

export interface MakeOptions extends ReachOptions {
  readonly asOf?: string;
  readonly out?: string;
  readonly json?: true;
}

export interface VerifyOptions {
  readonly key?: string;
  readonly json?: true;
}

/** Records of one CI with all their components are some hundred kilobytes. */
const BUNDLE_BYTES_MAX = 256 * 1024 * 1024;
/** Faults told one by one; more of them say nothing more. */
const FAULTS_MAX = 50;

export async function makeEvidenceCommand(
  ci: string,
  options: MakeOptions,
  around: Surroundings,
): Promise<number> {
  const bundle = await withClient(options, around, (client) =>
    client.get(`/api/v1/cis/${encodeURIComponent(ci)}/evidence`, { asOf: options.asOf }),
  );
  const text = `${canonicalJson(bundle)}\n`;
  const verified = await verifyEvidence(text);
  const [fault] = verified.faults;
  if (fault !== undefined) throw new WorldError(`the bundle that came does not hold: ${fault}`);
  const out = options.out ?? `evidence-${String(bundle.ciId)}.json`;
  await writeFile(out, text, { mode: 0o600 }).catch((cause: unknown) => {
    throw new UsageError(`cannot write ${out}`, { cause });
  });
  const said = summaryOf(verified);
  if (options.json) await write(around.stdout, `${JSON.stringify({ file: out, ...said })}\n`);
  else await writeLines(around.stdout, [`${out}: ${sentenceOf(verified)}`, keyLine(verified)]);
  return EXIT.done;
}

export async function verifyEvidenceCommand(
  path: string,
  options: VerifyOptions,
  around: Surroundings,
): Promise<number> {
  const text = await readBundle(path);
  const trusted = options.key === undefined ? undefined : await readKeys(options.key);
  const verified = await verifyEvidence(text, trusted);
  const { faults } = verified;
  if (options.json) {
    const result = {
      kind: faults.length === 0 ? 'sound' : 'broken',
      ...summaryOf(verified),
      faults,
    };
    await write(around.stdout, `${JSON.stringify(result)}\n`);
  }
  if (faults.length > 0) {
    const told = faults.slice(0, FAULTS_MAX).map((fault) => `  ${printable(fault)}\n`);
    await write(around.stderr, told.join(''));
    throw new WorldError(`${path} does not hold: ${faults.length} faults, told above`);
  }
  if (options.json) return EXIT.done;
  const trust =
    trusted === undefined
      ? `${keyLine(verified)}; that it is your server's you see by --key`
      : 'signed with a key that you trust';
  const unproven = (verified.bundle?.notProven ?? []).map((each) => `  ${printable(each)}`);
  await writeLines(around.stdout, [
    `sound: ${sentenceOf(verified)}`,
    trust,
    'not proven by it:',
    ...unproven,
  ]);
  return EXIT.done;
}

async function readBundle(path: string): Promise<string> {
  const cannot = (cause: unknown): never => {
    throw new UsageError(`cannot read ${path}`, { cause });
  };
  const { size } = await stat(path).catch(cannot);
  if (size > BUNDLE_BYTES_MAX) throw new UsageError(`${path} is too large for a bundle`);
  const octets = await readFile(path).catch(cannot);
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(octets);
  } catch {
    throw new WorldError(`${path} does not hold: it is not UTF-8`);
  }
}

function summaryOf({ bundle, head, counts }: EvidenceVerification): object {
  return {
    ...(bundle && { ciId: bundle.ciId, asOf: bundle.asOf, madeAt: bundle.madeAt }),
    ...counts,
    ...(head && { head }),
    ...(bundle && { key: bundle.key.kid }),
  };
}

function sentenceOf({ bundle, head, counts }: EvidenceVerification): string {
  const covered = head && `, in the ledger's head of ${head.at} over ${head.entries} entries`;
  return `${bundle?.ciId} as of ${bundle?.asOf}: ${counts.observations} observations, ${counts.entries} entries${covered ?? ''}`;
}

function keyLine({ bundle }: EvidenceVerification): string {
  return `signed with the key ${bundle?.key.kid}`;
}
