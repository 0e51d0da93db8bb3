/** `muster metrics`: figures of the inventory with history. */
import { type Command, Option } from 'commander';
import { listing } from './reaching.ts';
import type { Surroundings } from './surroundings.ts';

type Exit = (code: number) => void;

export function addMetrics(program: Command, around: Surroundings, exit: Exit): void {
  listing(program.command('metrics'))
    .description('coverage, orphans, conflicts, visibility, ownership, firmware, lifecycle: by day')
    .addOption(new Option('--by <what>', 'of each of them').choices(['site', 'class']))
    .option('--from <day>', 'such as 2026-01-01; 90 days where not said')
    .option('--to <day>', 'today where not said')
    .action(async (options) => {
      const { metricsCommand } = await import('./commands/metrics.ts');
      exit(await metricsCommand(options, around));
    });
}
