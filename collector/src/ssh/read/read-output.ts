/** One command's output of one platform: by the platform's own parser, else by the command's words. */
import type { Platform } from '../platform.ts';
import type { Row } from '../rows.ts';
import { factsByLabel } from './any-identity.ts';
import { normalizeCommand, parseByCommand } from './by-command.ts';

/** `printed` is as a terminal would show it, without echo and prompt. */
export function readOutput(
  platform: Platform | undefined,
  command: string,
  printed: string,
): readonly Row[] {
  const asked = normalizeCommand(command);
  // Devices pad their lines, or do not, from one release to the next.
  const text = printed
    .split('\n')
    .map((line) => line.trimEnd())
    .join('\n');
  const parser = platform?.parsers.find((one) => one.command.test(asked));
  const rows = parser?.parse(text) ?? [];
  // A form that the platform's own parser does not know may still have labels and columns.
  return rows.length > 0 ? completed(rows, text) : parseByCommand(asked, text);
}

/** What labels say of the device beside what its parser took, where nothing else states it. */
const BESIDE = ['serial', 'model', 'version', 'hostname'] as const;

function completed(rows: readonly Row[], text: string): readonly Row[] {
  if (!rows.some(({ is }) => is === 'device')) return rows;
  const missing = BESIDE.filter((field) => rows.every((row) => row[field] === undefined));
  if (missing.length === 0) return rows;
  const labelled = factsByLabel(text);
  const facts = Object.fromEntries(
    missing.flatMap((field) => (labelled[field] === undefined ? [] : [[field, labelled[field]]])),
  );
  return Object.keys(facts).length === 0 ? rows : [...rows, { is: 'device', ...facts }];
}
