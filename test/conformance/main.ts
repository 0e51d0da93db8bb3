/**
 * `npm run conformance -- DIR [KIND] [--json] [--misses] [--seed N] [--hold-out]`: recordings with expected
 * values through the real readers; right, wrong and absent per kind, field and vendor. With
 * `--floor` the run fails where a score lies below the file's: the score only rises. With `--hold-out`
 * each walk is read without its own device family, as devices are that nobody has recorded yet.
 */
import { existsSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { fallsBelow, readFloor } from './floor.ts';
import { kinds } from './kinds.ts';
import { Scoreboard, type Tally } from './score.ts';

const usage = `usage: npm run conformance -- DIR [${Object.keys(kinds).join('|')}] [--json] [--misses] [--groups] [--seed N] [--hold-out] [--floor FILE]\n`;

const { values, positionals } = parseArguments();
const [first, second] = positionals;
// A kind that makes its own corpus (identity) may be given without a folder.
const dir = first !== undefined && !(first in kinds) ? first : undefined;
const only = dir === undefined ? first : second;
if (only !== undefined && !(only in kinds)) refuse(`there is no kind "${only}"`);
if (dir !== undefined && !existsSync(dir)) refuse(`there is no folder ${dir}`);
if (dir === undefined && only === undefined) refuse('name the folder of the recordings');

const scores: Record<string, Record<string, Tally | number>> = {};
for (const [kind, load] of Object.entries(kinds)) {
  if (only !== undefined && kind !== only) continue;
  const board = new Scoreboard();
  const { run } = await load();
  await run(dir ?? '', board, progressOf(kind), {
    ...(values.seed !== undefined && { seed: values.seed }),
    ...(values['hold-out'] && { holdOut: 'own family' }),
  });
  if (board.fields.size === 0 && board.figures.size === 0) continue;
  scores[kind] = { ...Object.fromEntries(board.fields), ...Object.fromEntries(board.figures) };
  if (!values.json) print(kind, board);
}
if (values.json) process.stdout.write(`${JSON.stringify(scores)}\n`);
if (values.floor !== undefined) {
  const fallen = fallsBelow(scores, readFloor(values.floor), only);
  for (const line of fallen) process.stderr.write(`${line}\n`);
  if (fallen.length > 0) process.exitCode = 1;
}

function parseArguments() {
  try {
    return parseArgs({
      allowPositionals: true,
      options: {
        json: { type: 'boolean', default: false },
        misses: { type: 'boolean', default: false },
        groups: { type: 'boolean', default: false },
        seed: { type: 'string' },
        'hold-out': { type: 'boolean', default: false },
        floor: { type: 'string' },
      },
    });
  } catch (error) {
    return refuse(error instanceof Error ? error.message : String(error));
  }
}

function refuse(why: string): never {
  process.stderr.write(`${why}\n${usage}`);
  process.exit(2);
}

/** A line that overwrites itself, on a terminal only. */
function progressOf(kind: string): (done: number, total: number) => void {
  if (!process.stderr.isTTY) return () => {};
  return (done, total) => {
    const filled = Math.round((done / Math.max(total, 1)) * 30);
    process.stderr.write(
      `\r${kind} ${'█'.repeat(filled)}${'░'.repeat(30 - filled)} ${done}/${total}${done >= total ? '\n' : ''}`,
    );
  };
}

function print(kind: string, board: Scoreboard): void {
  const rows = [...board.fields].map(([field, tally]) => line(kind, field, tally));
  for (const [name, figure] of board.figures) rows.push(`${kind.padEnd(9)}${name} ${figure}`);
  if (values.groups) {
    for (const [group, fields] of [...board.groups].sort(([a], [b]) => a.localeCompare(b))) {
      for (const [field, tally] of fields) rows.push(line(group, field, tally));
    }
  }
  if (values.misses) {
    for (const miss of board.misses) {
      rows.push(
        `${miss.verdict.padEnd(6)} ${kind} ${miss.case} ${miss.field}: expected ${JSON.stringify(miss.expected)}, got ${JSON.stringify(miss.got) ?? 'nothing'}`,
      );
    }
  }
  process.stdout.write(`${rows.join('\n')}\n`);
}

function line(group: string, field: string, tally: Tally): string {
  const percent = ((100 * tally.right) / Math.max(tally.total, 1)).toFixed(2);
  return `${group.padEnd(24)} ${field.padEnd(14)} ${percent.padStart(6)} % right  ${tally.right} right, ${tally.wrong} wrong, ${tally.absent} absent of ${tally.total}`;
}
