/** Secrets for a command: from a file, the environment, or a question that is not echoed. */
import { readFile } from 'node:fs/promises';
import { createInterface } from 'node:readline/promises';
import { Writable } from 'node:stream';
import { Secret } from '@muster/uplink/secret';
import { type Surroundings, UsageError } from './surroundings.ts';

/** Keys and certificates with their chain are far below; a wrong file named is not read whole. */
const SECRET_BYTES_MAX = 64 * 1024;

export interface SecretSource {
  /** What it is, for the question and for errors: "SNMP community". */
  readonly what: string;
  readonly file?: string | undefined;
  readonly variable?: string;
  /** Ask on the terminal when neither file nor variable gives it. */
  readonly ask?: boolean;
}

/** @throws UsageError when a named file cannot be read, is empty or is too large. */
export async function readSecret(
  source: SecretSource,
  { env, stdin, stderr }: Surroundings,
): Promise<Secret | undefined> {
  if (source.file !== undefined) return new Secret(stripNewline(await readPem(source.file)));
  const given = source.variable === undefined ? undefined : env[source.variable];
  if (given !== undefined && given !== '') return new Secret(given);
  if (source.ask !== true || stdin.isTTY !== true) return undefined;
  stderr.write(`${source.what}: `);
  const silent = new Writable({ write: (_chunk, _encoding, done) => done() });
  const lines = createInterface({ input: stdin, output: silent, terminal: true });
  try {
    const answer = await lines.question('');
    stderr.write('\n');
    return answer === '' ? undefined : new Secret(answer);
  } finally {
    lines.close();
  }
}

/** A text file that the user named, bounded. @throws UsageError when it cannot be read. */
export async function readPem(file: string): Promise<string> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    throw new UsageError(`cannot read ${file}: ${error instanceof Error ? error.message : error}`);
  }
  if (text.length > SECRET_BYTES_MAX) throw new UsageError(`${file} is too large for a secret`);
  if (stripNewline(text) === '') throw new UsageError(`${file} is empty`);
  return text;
}

/** Editors and `echo` end a file with a newline that is not part of the secret. */
function stripNewline(text: string): string {
  return text.replace(/\r?\n$/, '');
}
