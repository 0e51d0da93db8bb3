/**
 * Identity, measured on a year of a labelled world (test/identity): pairwise precision and recall,
 * wrong joins per 10,000 things, and the share sent to people; and three simple rivals on the same
 * records. `--seed N` makes another year. DIR is not needed.
 */
import { measureAccuracy } from '../identity/accuracy.ts';
import { RATES } from '../identity/rates.ts';
import { RIVALS } from '../identity/rivals.ts';
import { runYear } from '../identity/run-year.ts';
import type { KindRunner } from './score.ts';

export const run: KindRunner = async (_dir, board, progress, options) => {
  const seed = Number(options.seed ?? 1);
  const { records, placed, queued, things } = await runYear(seed, RATES, progress);
  board.figures.set('seed', seed);
  board.figures.set('things', things);
  board.figures.set('records', placed.length);
  for (const [name, value] of Object.entries(measureAccuracy(placed))) {
    board.figures.set(name, value);
  }
  board.figures.set('queued', queued / things);
  for (const [name, rival] of Object.entries(RIVALS)) {
    const groups = rival(records.map(({ sighting }) => sighting));
    const rivals = records.map(({ truth }, index) => ({ truth, group: `${groups[index]}` }));
    for (const [figure, value] of Object.entries(measureAccuracy(rivals))) {
      board.figures.set(`${name}: ${figure}`, value);
    }
  }
};
