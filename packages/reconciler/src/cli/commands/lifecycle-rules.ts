/** `lifecycle show|set`: the steps of asset records' lives, as data. */
import { readFile } from 'node:fs/promises';
import { write } from '../output.ts';
import type { ReachOptions } from '../reach.ts';
import { EXIT, type Surroundings, UsageError } from '../surroundings.ts';
import { withClient } from '../with-client.ts';

const PATH = '/api/v1/lifecycle';

export async function showLifecycleCommand(
  options: ReachOptions,
  around: Surroundings,
): Promise<number> {
  const lifecycle = await withClient(options, around, (client) => client.get(PATH));
  await write(around.stdout, `${JSON.stringify(lifecycle, undefined, 2)}\n`);
  return EXIT.done;
}

export async function setLifecycleCommand(
  file: string,
  options: ReachOptions & { readonly reason: string },
  around: Surroundings,
): Promise<number> {
  const text = await readFile(file, 'utf8').catch((cause: unknown) => {
    throw new UsageError(`cannot read ${file}`, { cause });
  });
  const lifecycle = parse(file, text);
  const { reason } = options;
  await withClient(options, around, (client) => client.post(PATH, { lifecycle, reason }));
  await write(around.stdout, `${file} is in force\n`);
  return EXIT.done;
}

function parse(file: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new UsageError(`${file} is not JSON`, { cause });
  }
}
