/** Acting on observers: enrolment tokens, revoking, asking for a report. */
import { writeFileAtomically } from '../../api/people/json-file.ts';
import { write } from '../output.ts';
import type { ReachOptions } from '../reach.ts';
import { EXIT, type Surroundings, UsageError, WorldError } from '../surroundings.ts';
import { printable } from '../text.ts';
import { withClient } from '../with-client.ts';

export interface TokenOptions extends ReachOptions {
  readonly hours?: number;
  readonly uses?: number;
  readonly out?: string;
  readonly json?: true;
}

/** The token alone goes to standard output, so that it can be sent straight into a file. */
export async function createTokenCommand(
  options: TokenOptions,
  around: Surroundings,
): Promise<number> {
  const { hours, uses, out } = options;
  const created = await withClient(options, around, (client) =>
    client.post('/api/v1/enrolment-tokens', {
      ...(hours !== undefined && { hours }),
      ...(uses !== undefined && { uses }),
    }),
  );
  const { id, token, expiresAt } = created;
  if (options.json) await write(around.stdout, `${JSON.stringify(created)}\n`);
  else if (out === undefined) await write(around.stdout, `${String(token)}\n`);
  if (out !== undefined) await writeFileAtomically(out, `${String(token)}\n`);
  const admits = uses === undefined || uses === 1 ? 'one observer' : `${uses} observers`;
  await write(
    around.stderr,
    `admits ${admits} until ${String(expiresAt)}; to revoke it: muster enrol-token revoke ${String(id)}\n`,
  );
  return EXIT.done;
}

export async function revokeTokenCommand(
  id: string,
  options: ReachOptions,
  around: Surroundings,
): Promise<number> {
  await withClient(options, around, (client) =>
    client.delete(`/api/v1/enrolment-tokens/${encodeURIComponent(id)}`),
  );
  return EXIT.done;
}

export async function revokeObserverCommand(
  id: string,
  options: ReachOptions,
  around: Surroundings,
): Promise<number> {
  await withClient(options, around, (client) =>
    client.post(`/api/v1/observers/${encodeURIComponent(id)}/revoke`, {}),
  );
  return EXIT.done;
}

export interface ReportOptions extends ReachOptions {
  readonly kind?: string;
  readonly name?: string;
  readonly reason?: string;
}

/** Asks those that are named, or all of a kind or name, to observe again now. */
export async function reportCommand(
  ids: readonly string[],
  options: ReportOptions,
  around: Surroundings,
): Promise<number> {
  const { kind, name, reason } = options;
  if (ids.length === 0 && kind === undefined && name === undefined) {
    throw new UsageError("name observers, or a group by --kind or --name 'berlin-*'");
  }
  const { asked, absent } = await withClient(options, around, (client) =>
    client.post('/api/v1/observers/report', {
      ...(ids.length > 0 && { ids }),
      ...(kind !== undefined && { kind }),
      ...(name !== undefined && { name }),
      ...(reason !== undefined && { reason }),
    }),
  );
  const missing = Array.isArray(absent) ? absent.map(String) : [];
  const said = missing.length === 0 ? '' : `; not connected: ${briefly(missing)}`;
  if (asked === 0) throw new WorldError(`none of them is connected now${said}`);
  await write(around.stderr, `${printable(`${asked} asked${said}`)}\n`);
  return EXIT.done;
}

/** Names that fit one line. */
const NAMED_MAX = 8;

function briefly(names: readonly string[]): string {
  const more = names.length - NAMED_MAX;
  return `${names.slice(0, NAMED_MAX).join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}
