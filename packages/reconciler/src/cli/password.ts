/** Gets a password without it ever standing in an argument or on a screen. */
import { createInterface } from 'node:readline';
import { Writable } from 'node:stream';
import { readText } from '../api/people/json-file.ts';
import { type Surroundings, UsageError } from './surroundings.ts';

/** From a file, from a person at a terminal (typed twice, not shown), or the first line of a pipe. */
export async function readPassword(
  file: string | undefined,
  around: Pick<Surroundings, 'stdin' | 'stderr' | 'signal'>,
): Promise<string> {
  if (file !== undefined) {
    const text = await readText(file);
    if (text === undefined) throw new UsageError(`there is no file ${file}`);
    return text.replace(/\r?\n$/, '');
  }
  const lines = askLines(around);
  const password = await lines('password: ');
  if (around.stdin.isTTY !== true) return password;
  if ((await lines('again: ')) !== password) throw new UsageError('the two are not the same');
  return password;
}

function askLines({ stdin, stderr, signal }: Pick<Surroundings, 'stdin' | 'stderr' | 'signal'>) {
  const isTerminal = stdin.isTTY === true;
  const silent = new Writable({ write: (_chunk, _encoding, done) => done() });
  return async (prompt: string): Promise<string> => {
    if (isTerminal) stderr.write(prompt);
    const reader = createInterface({ input: stdin, output: silent, terminal: isTerminal });
    try {
      return await new Promise<string>((resolve, reject) => {
        reader.once('line', resolve);
        reader.once('close', () => reject(new UsageError('no password was given')));
        signal.addEventListener('abort', () => reader.close(), { once: true });
      });
    } finally {
      reader.close();
      if (isTerminal) stderr.write('\n');
    }
  };
}
