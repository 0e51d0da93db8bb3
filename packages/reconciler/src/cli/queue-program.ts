/** `muster queue …`: findings that wait for a person, and what people do about them. */
import { type Command, Option } from 'commander';
import { listing, reaching } from './reaching.ts';
import type { Surroundings } from './surroundings.ts';

type Exit = (code: number) => void;

function filtering(command: Command): Command {
  return command
    .option('--kind <kind>', 'conflict, rogue, ghost, …')
    .option('--owner <name>', 'whose they are')
    .option('--unassigned', "only nobody's")
    .option('--overdue', 'only those whose due time is past');
}

export function addQueue(program: Command, around: Surroundings, exit: Exit): void {
  const queue = program.command('queue').description('findings that wait for a person');
  filtering(listing(queue.command('list', { isDefault: true })))
    .description('what is due first comes first')
    .addOption(new Option('--state <state>').choices(['open', 'excepted']).default('open'))
    .action(async (options) => {
      const { listQueueCommand } = await import('./commands/queue.ts');
      exit(await listQueueCommand(options, around));
    });
  reaching(queue.command('show'))
    .description('one finding: of a conflict both asset records side by side, and what is proposed')
    .argument('<finding>', 'such as finding-3')
    .option('--json', "the API's object")
    .action(async (finding: string, options) => {
      const { showQueueCommand } = await import('./commands/queue.ts');
      exit(await showQueueCommand(finding, options, around));
    });
  const acting = (name: string, description: string): Command =>
    filtering(reaching(queue.command(name)))
      .description(`${description}; a dry run unless --apply is said`)
      .argument('[findings...]', 'such as finding-3; else those that the options name')
      .option('--apply', 'do it')
      .option('--json', 'the outcomes, one a line');
  const act = async (name: string, findings: string[], input: object, options: object) => {
    const { actOnFindingsCommand } = await import('./commands/queue.ts');
    exit(await actOnFindingsCommand(name, findings, input, options, around));
  };
  acting('assign', 'says whose they are')
    .requiredOption('--to <name>')
    .option('--reason <text>')
    .action((findings: string[], { to, reason, ...options }) =>
      act('assign', findings, { to, ...(reason && { reason }) }, options),
    );
  acting('except', 'accepts them until a date, on which they open again')
    .requiredOption('--until <time>', 'such as 2027-01-31T00:00:00Z, within a year')
    .requiredOption('--risk-owner <name>', 'who answers for what comes of it')
    .requiredOption('--reason <text>')
    .action((findings: string[], { until, riskOwner, reason, ...options }) =>
      act('except', findings, { until, riskOwner, reason }, options),
    );
  acting('reopen', 'ends exceptions before their time')
    .requiredOption('--reason <text>')
    .action((findings: string[], { reason, ...options }) =>
      act('reopen', findings, { reason }, { ...options, state: 'excepted' }),
    );
  acting('resolve', 'ends conflicts of asset records')
    .option('--proposed', 'as the evidence of each speaks for')
    .option('--retire <asset>', 'this record is the double')
    .option('--correct <asset>', 'this record has another serial: --serial')
    .option('--serial <serial>', 'the right one; "" where none is known')
    .option('--override <asset>', 'this record is linked by hand, the others are accepted')
    .option('--procurement [name]', 'handed to those who look at purchases')
    .requiredOption('--reason <text>')
    .action(async (findings: string[], options) => {
      const { resolutionOf } = await import('./commands/queue.ts');
      const { reason } = options;
      await act('resolve', findings, { resolution: resolutionOf(options), reason }, options);
    });
}
