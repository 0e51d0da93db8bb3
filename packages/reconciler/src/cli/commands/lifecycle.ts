/** `asset steps|move|attach|evidence|due`: where an asset record stands, and what proves it. */
import { createHash } from 'node:crypto';
import { readFile, stat, writeFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { EVIDENCE_BYTES_MAX, EVIDENCE_KINDS, EVIDENCE_TYPES } from '@muster/facts/lifecycle';
import { evidenceTypeOf } from '../../assets/evidence.ts';
import type { ApiClient, Item } from '../client.ts';
import { write, writeLines } from '../output.ts';
import type { ReachOptions } from '../reach.ts';
import { EXIT, type Surroundings, UsageError, WorldError } from '../surroundings.ts';
import { printable } from '../text.ts';
import { withClient } from '../with-client.ts';

export interface ShowOptions extends ReachOptions {
  readonly json?: true;
}

export function pathOf(named: string, part: string): string {
  return `/api/v1/assets/${encodeURIComponent(named)}/${part}`;
}

export async function stepsCommand(
  named: string,
  options: ShowOptions,
  around: Surroundings,
): Promise<number> {
  const life = await withClient(options, around, (client) =>
    client.get(pathOf(named, 'lifecycle')),
  );
  if (options.json) await write(around.stdout, `${JSON.stringify(life)}\n`);
  else await writeLines(around.stdout, linesOf(life).map(printable));
  return EXIT.done;
}

function linesOf({ state, steps, evidence, obligations, approvals }: Item): readonly string[] {
  const waiting = itemsIn(approvals).filter((each) => each.state === 'pending');
  return [
    `it is ${state}`,
    ...itemsIn(steps).flatMap(({ to, needs, approval }) => [
      `may become ${to}${approval === true ? ', when another person agrees' : ''}`,
      ...itemsIn(needs).map(({ what, met, how }) =>
        met === true ? `  has ${what}` : `  needs ${what}: ${how}`,
      ),
    ]),
    ...itemsIn(obligations).map(
      ({ kind, dueOn, overdue }) =>
        `${kind}: ${dueOn === undefined ? 'nothing due' : `due ${dueOn}`}${overdue === true ? ', OVERDUE' : ''}`,
    ),
    ...itemsIn(evidence).map(
      ({ id, kind, name, sha256, usedFor }) =>
        `${id}  ${kind}  ${name}  ${String(sha256).slice(0, 16)}…${usedFor === undefined ? '' : `  proved ${usedFor}`}`,
    ),
    ...waiting.map(({ id, what, requestedBy }) => `${id} waits: ${what}, asked by ${requestedBy}`),
  ];
}

function itemsIn(value: unknown): readonly Item[] {
  return Array.isArray(value) ? value : [];
}

export async function moveCommand(
  named: string,
  to: string,
  options: ShowOptions & {
    readonly reason: string;
    readonly approver?: string;
    readonly evidence?: readonly string[];
  },
  around: Surroundings,
): Promise<number> {
  const files = await Promise.all((options.evidence ?? []).map(readStated));
  const { reason, approver } = options;
  const moved = await withClient(options, around, async (client) => {
    for (const file of files) await upload(client, named, file);
    return client.post(pathOf(named, 'transition'), {
      to,
      reason,
      ...(approver !== undefined && { approver }),
    });
  });
  return tellMoved(moved, options, around);
}

/** Done, or it waits for another person: both are done as far as they go. */
export async function tellMoved(
  moved: Item,
  { json }: ShowOptions,
  { stdout }: Surroundings,
): Promise<number> {
  if (json) {
    await write(stdout, `${JSON.stringify(moved)}\n`);
    return EXIT.done;
  }
  const { asset, approval } = moved as { readonly asset?: Item; readonly approval?: Item };
  const whose = asset?.custodian === undefined ? '' : `, with ${asset.custodian}`;
  const lines = [`${asset?.tag ?? asset?.id}: ${asset?.state}${whose}`];
  if (approval !== undefined) {
    lines.push(
      `${approval.what} waits for ${approval.approver ?? 'another person'}: muster approvals approve ${approval.id} --reason …`,
    );
  }
  await writeLines(stdout, lines.map(printable));
  return EXIT.done;
}

export async function attachCommand(
  named: string,
  paths: readonly string[],
  options: ShowOptions & { readonly kind: string },
  around: Surroundings,
): Promise<number> {
  const files = await Promise.all(paths.map((path) => readEvidence(options.kind, path)));
  await withClient(options, around, async (client) => {
    for (const file of files) {
      const kept = await upload(client, named, file);
      const line = options.json
        ? JSON.stringify(kept)
        : printable(`${kept.id}  ${kept.kind}  ${kept.name}  sha256 ${kept.sha256}`);
      await write(around.stdout, `${line}\n`);
    }
  });
  return EXIT.done;
}

interface EvidenceFile {
  readonly kind: string;
  readonly name: string;
  readonly type: string;
  readonly octets: Buffer;
}

/** @throws UsageError where it is no KIND=FILE */
function readStated(stated: string): Promise<EvidenceFile> {
  const at = stated.indexOf('=');
  const kind = stated.slice(0, at);
  if (at < 1 || !EVIDENCE_KINDS.some((each) => each === kind)) {
    throw new UsageError(
      `"${stated}" is no KIND=FILE, such as wipe-certificate=report.pdf; kinds are ${EVIDENCE_KINDS.join(', ')}`,
    );
  }
  return readEvidence(kind, stated.slice(at + 1));
}

async function readEvidence(kind: string, path: string): Promise<EvidenceFile> {
  const unreadable = (cause: unknown): never => {
    throw new UsageError(`cannot read ${path}`, { cause });
  };
  const { size } = await stat(path).catch(unreadable);
  if (size > EVIDENCE_BYTES_MAX) {
    throw new UsageError(`${path} is larger than ${EVIDENCE_BYTES_MAX >> 20} MiB`);
  }
  const octets = await readFile(path).catch(unreadable);
  const type = octets.length === 0 ? undefined : evidenceTypeOf(octets);
  if (type === undefined) throw new UsageError(`${path} is none of ${EVIDENCE_TYPES.join(', ')}`);
  return { kind, name: basename(path), type, octets };
}

function upload(
  client: ApiClient,
  named: string,
  { kind, name, type, octets }: EvidenceFile,
): Promise<Item> {
  return client.upload(pathOf(named, 'evidence'), { kind, name }, { type, octets });
}

export async function evidenceCommand(
  id: string,
  options: ReachOptions & { readonly out: string },
  around: Surroundings,
): Promise<number> {
  const { octets, digest } = await withClient(options, around, (client) =>
    client.download(`/api/v1/evidence-files/${encodeURIComponent(id)}`),
  );
  const sha256 = createHash('sha256').update(octets).digest();
  if (digest !== `sha-256=:${sha256.toString('base64')}:`) {
    throw new WorldError(`${id} does not read as its hash says`);
  }
  await writeFile(options.out, octets).catch((cause: unknown) => {
    throw new UsageError(`cannot write ${options.out}`, { cause });
  });
  const told = `${options.out}: ${octets.length} octets, sha256 ${sha256.toString('hex')}\n`;
  await write(around.stdout, told);
  return EXIT.done;
}

export async function dueCommand(
  named: string,
  kind: string,
  options: ShowOptions & { readonly due?: string; readonly done?: string; readonly reason: string },
  around: Surroundings,
): Promise<number> {
  const { due, done, reason, json } = options;
  const told = await withClient(options, around, (client) =>
    client.post(pathOf(named, 'obligations'), {
      kind,
      reason,
      ...(due !== undefined && { dueOn: due === 'never' ? null : due }),
      ...(done !== undefined && { doneOn: done }),
    }),
  );
  const line = json
    ? JSON.stringify(told)
    : `${kind}: ${told.dueOn === undefined ? 'nothing due' : `due ${told.dueOn}`}`;
  await write(around.stdout, `${line}\n`);
  return EXIT.done;
}
