/** `hash-password`: a password in, what the configuration of the own broker holds of it out. */
import { createInterface } from 'node:readline';
import { hashPassword } from '../mqtt/broker/password.ts';
import { readSecret } from './secrets.ts';
import { EXIT, type Surroundings, UsageError } from './surroundings.ts';

/** Asked on a terminal, else the first line of standard input: never an argument. */
export async function hashPasswordCommand(around: Surroundings): Promise<number> {
  const typed = await readSecret({ what: 'password', ask: true }, around);
  const password = typed?.reveal() ?? (await firstLine(around.stdin));
  if (password === undefined || password === '') throw new UsageError('no password was given');
  around.stdout.write(`${await hashPassword(password)}\n`);
  return EXIT.done;
}

async function firstLine(stdin: Surroundings['stdin']): Promise<string | undefined> {
  for await (const line of createInterface({ input: stdin })) return line;
  return undefined;
}
