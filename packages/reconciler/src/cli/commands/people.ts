/** `user add|list|remove` and `sign-in`: who may use the console. */
import { write, writeLines } from '../output.ts';
import { readPassword } from '../password.ts';
import { findReconciler, type ReachOptions } from '../reach.ts';
import { EXIT, type Surroundings } from '../surroundings.ts';
import { printable } from '../text.ts';
import { withClient } from '../with-client.ts';

export interface AddUserOptions extends ReachOptions {
  readonly role: string;
  readonly passwordFile?: string;
}

export async function addUserCommand(
  name: string,
  options: AddUserOptions,
  around: Surroundings,
): Promise<number> {
  const password = await readPassword(options.passwordFile, around);
  await withClient(options, around, (client) =>
    client.post('/api/v1/users', { name, role: options.role, password }),
  );
  return EXIT.done;
}

export async function listUsersCommand(
  options: ReachOptions & { readonly json?: true },
  around: Surroundings,
): Promise<number> {
  const { items } = await withClient(options, around, (client) => client.page('/api/v1/users'));
  const lines = items.map((item) =>
    options.json
      ? JSON.stringify(item)
      : printable(`${String(item.name).padEnd(24)} ${String(item.role)}`),
  );
  await writeLines(around.stdout, lines);
  return EXIT.done;
}

export async function removeUserCommand(
  name: string,
  options: ReachOptions,
  around: Surroundings,
): Promise<number> {
  await withClient(options, around, (client) =>
    client.delete(`/api/v1/users/${encodeURIComponent(name)}`),
  );
  return EXIT.done;
}

/** Prints a link that signs in once. */
export async function signInCommand(options: ReachOptions, around: Surroundings): Promise<number> {
  const { url } = await findReconciler(options, around.env);
  const { code } = await withClient(options, around, (client) =>
    client.post('/api/v1/sign-in-codes', {}),
  );
  await write(around.stdout, `${url.origin}/#code=${String(code)}\n`);
  return EXIT.done;
}
