/**
 * The agent's readers over recordings of real machines: dmidecode texts and SMBIOS tables, EDID
 * blocks, outputs of macOS and Windows tools, Linux files. Every recording goes through
 * `inventory --from`'s own reader; `agent-cases.ts` says what each folder expects, `agent-judge.ts`
 * what counts as equal.
 */
import { existsSync } from 'node:fs';
import { observeMembers } from '../../agent/src/members/observe.ts';
import { type AgentCase, loadAgentCases } from './agent-cases.ts';
import { judgeCase } from './agent-judge.ts';
import type { KindRunner, Scoreboard } from './score.ts';

export const run: KindRunner = async (dir, board, progress) => {
  if (!['dmi', 'edid', 'macos', 'windows', 'linux'].some((each) => existsSync(`${dir}/${each}`)))
    return;
  const cases = await loadAgentCases(dir);
  let doubtful = 0;
  for (const [done, each] of cases.entries()) {
    doubtful += await runCase(each, board);
    if (done % 100 === 0) progress(done, cases.length);
  }
  progress(cases.length, cases.length);
  board.figures.set('recordings', cases.length);
  board.figures.set('doubtful', doubtful);
};

/** @returns how many expectations were left out as doubtful */
async function runCase(each: AgentCase, board: Scoreboard): Promise<number> {
  const { sighting } = await observeMembers(each.members, {
    key: each.id,
    observedAt: new Date(0),
  });
  const { verdicts, doubtful } = judgeCase(each, sighting);
  for (const { field, verdict, expected, got } of verdicts)
    board.record(field, verdict, { case: each.id, group: each.group, expected, got });
  return doubtful;
}
