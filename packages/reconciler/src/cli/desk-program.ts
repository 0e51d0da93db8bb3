/** `muster links …`, `muster orphans`: what is linked to an asset record, and what is not. */
import type { Command } from 'commander';
import { listing, reaching } from './reaching.ts';
import type { Surroundings } from './surroundings.ts';

type Exit = (code: number) => void;

export function addDesk(program: Command, around: Surroundings, exit: Exit): void {
  const links = program.command('links').description('links of CIs with asset records');
  reaching(links.command('run'))
    .description('links what a serial stands for and is linked to nothing; as often as you like')
    .option('--json', 'the counts as one object')
    .action(async (options) => {
      const { runLinksCommand } = await import('./commands/links.ts');
      exit(await runLinksCommand(options, around));
    });
  listing(program.command('orphans'))
    .description('hardware that no asset record stands for')
    .argument('[words...]', 'as `muster query` searches')
    .action(async (words: string[], options) => {
      const { listCommand } = await import('./commands/list.ts');
      const q = ['orphan:true', ...words].join(' ');
      exit(await listCommand('cis', { q }, options, around));
    });
}
