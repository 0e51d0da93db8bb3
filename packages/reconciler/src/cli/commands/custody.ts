/** `asset check-out|check-in|transfer|accept|custody` and `approvals`: who has it, who agrees. */
import type { Column } from '../columns.ts';
import { type FormatOptions, formatOf, write, writeItems } from '../output.ts';
import type { ReachOptions } from '../reach.ts';
import { EXIT, type Surroundings, UsageError } from '../surroundings.ts';
import { printable } from '../text.ts';
import { withClient } from '../with-client.ts';
import { pathOf, type ShowOptions, tellMoved } from './lifecycle.ts';

interface HandOverOptions extends ShowOptions {
  readonly to?: string;
  readonly site?: string;
  readonly location?: string;
  readonly due?: string;
  readonly accepted?: true;
  readonly reason?: string;
  readonly approver?: string;
}

export async function handOverCommand(
  how: 'check-out' | 'check-in' | 'transfer',
  named: string,
  options: HandOverOptions,
  around: Surroundings,
): Promise<number> {
  const { to, site, location, due: dueOn, accepted, reason, approver } = options;
  const body = { to, site, location, dueOn, accepted, reason, approver };
  const moved = await withClient(options, around, (client) =>
    client.post(pathOf(named, how), body),
  );
  return tellMoved(moved, options, around);
}

export async function acceptCommand(
  named: string,
  options: ShowOptions & { readonly by: string },
  around: Surroundings,
): Promise<number> {
  const { by, json } = options;
  const custody = await withClient(options, around, (client) =>
    client.post(pathOf(named, 'accept'), { by }),
  );
  const line = json ? JSON.stringify(custody) : `${by} has received it (${custody.acceptedAt})`;
  await write(around.stdout, `${printable(line)}\n`);
  return EXIT.done;
}

const CUSTODY: readonly Column[] = [
  column('from', 'from (UTC)'),
  column('until', 'until (UTC)'),
  column('custodian'),
  column('site'),
  column('location'),
  column('kind'),
  column('actor'),
  column('approver'),
  column('dueOn', 'due back'),
  { ...column('acceptedAt'), isBrief: false },
  column('reason'),
];

export async function custodyCommand(
  named: string,
  options: ReachOptions & FormatOptions & { readonly on?: string },
  around: Surroundings,
): Promise<number> {
  if (options.json && options.csv) throw new UsageError('--json or --csv, not both');
  const { items } = await withClient(options, around, (client) =>
    client.page(pathOf(named, 'custody'), { on: options.on }),
  );
  await writeItems(items, CUSTODY, formatOf(options), around);
  return EXIT.done;
}

const APPROVALS: readonly Column[] = [
  column('id'),
  column('tag', 'asset'),
  { ...column('assetId'), isBrief: false },
  { ...column('act'), isBrief: false },
  column('what'),
  column('requestedBy', 'asked by'),
  column('requestedAt', 'asked (UTC)'),
  column('approver', 'asked of'),
  column('reason'),
  column('state'),
  { ...column('decidedBy'), isBrief: false },
  { ...column('decidedAt'), isBrief: false },
  { ...column('verdict'), isBrief: false },
];

export async function approvalsCommand(
  options: ReachOptions & FormatOptions & { readonly state: string },
  around: Surroundings,
): Promise<number> {
  if (options.json && options.csv) throw new UsageError('--json or --csv, not both');
  const { items } = await withClient(options, around, (client) =>
    client.page('/api/v1/approvals', { state: options.state }),
  );
  await writeItems(items, APPROVALS, formatOf(options), around);
  return EXIT.done;
}

export async function decideCommand(
  verdict: 'approve' | 'refuse',
  id: string,
  options: ShowOptions & { readonly reason: string },
  around: Surroundings,
): Promise<number> {
  const { reason, json } = options;
  const decided = await withClient(options, around, (client) =>
    client.post(`/api/v1/approvals/${encodeURIComponent(id)}`, { verdict, reason }),
  );
  const line = json
    ? JSON.stringify(decided)
    : printable(`${id}: ${decided.what} ${decided.state} by ${decided.decidedBy}`);
  await write(around.stdout, `${line}\n`);
  return EXIT.done;
}

function column(member: string, header: string = member): Column {
  return { header, member, isBrief: true };
}
