/** `muster metrics` and `muster report`: figures of the inventory with history. */
import { Argument, type Command, Option } from 'commander';
import { REPORT_NAMES } from '../reports/report.ts';
import { listing, positive, reaching } from './reaching.ts';
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
  reaching(program.command('report'))
    .description('figures with their history, as a page to print or as CSV')
    .addArgument(new Argument('<name>').choices([...REPORT_NAMES, 'all']))
    .option('--html <file>', 'one page without scripts, for screen and paper; - is standard output')
    .option('--csv <file>', 'by day, and the latest day by site and class')
    .option('--days <n>', 'of history; 90 where not said', positive)
    .action(async (name: string, options) => {
      const { reportCommand } = await import('./commands/report.ts');
      exit(await reportCommand(name, options, around));
    });
}
