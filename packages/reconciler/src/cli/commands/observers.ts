/** Acting on observers: enrolment tokens, revoking, asking for a report. */
import { writeFileAtomically } from '../../api/people/json-file.ts';
import { write } from '../output.ts';
import type { ReachOptions } from '../reach.ts';
import { EXIT, type Surroundings } from '../surroundings.ts';
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

export async function observerActCommand(
  act: 'revoke' | 'report',
  id: string,
  options: ReachOptions,
  around: Surroundings,
): Promise<number> {
  await withClient(options, around, (client) =>
    client.post(`/api/v1/observers/${encodeURIComponent(id)}/${act}`, {}),
  );
  return EXIT.done;
}
