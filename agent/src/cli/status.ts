/** `muster-agent status`: enrolment, last look, spool, and what could not be read. */
import { formatProblems } from '@muster/facts/problems';
import { readState } from '../read-state.ts';
import type { AgentState } from '../schemas.ts';
import { type Environment, EXIT } from './environment.ts';
import { parseOptions } from './options.ts';

export async function run(args: readonly string[], environment: Environment): Promise<number> {
  const parsed = await parseOptions('status', args, environment);
  if (parsed.kind === 'exit') return parsed.code;
  const { settings, json } = parsed;
  const state = await readState(settings.dataFolder);
  if (state === undefined) {
    environment.err(`no agent has run with the data folder ${settings.dataFolder} yet\n`);
    return EXIT.worldSaidNo;
  }
  if (state.kind === 'refused') {
    environment.err(`${settings.dataFolder}: ${formatProblems(state.problems)}\n`);
    return EXIT.worldSaidNo;
  }
  environment.out(json ? `${JSON.stringify(state.value)}\n` : formatState(state.value));
  return state.value.observerId === undefined ? EXIT.worldSaidNo : EXIT.done;
}

function formatState(state: AgentState): string {
  const rows = [
    ['reconciler', state.reconciler],
    ['installation', state.installId],
    ['enrolled', state.observerId === undefined ? 'no' : `as ${state.observerId}`],
    ['link', [state.link.kind, state.link.reason].filter(Boolean).join(': ')],
    ['last look', state.lastLookAt ?? 'never'],
    ['next look', state.nextLookAt],
    ['spool', `${state.spooledBatches} batches, ${state.spooledBytes} bytes`],
    ['lost', state.lost === 0 ? undefined : String(state.lost)],
    ['process', `${state.processId}, version ${state.version}, as of ${state.writtenAt}`],
    ...state.unread.map((each) => ['not read', each]),
  ];
  return rows
    .filter(([, value]) => value !== undefined)
    .map(([name = '', value]) => `${name.padEnd(14)} ${value}\n`)
    .join('');
}
