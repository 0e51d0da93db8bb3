/** `muster tags …` and `muster asset tag`: asset tags by a scheme. */
import type { Command } from 'commander';
import { positive, reaching } from './reaching.ts';
import type { Surroundings } from './surroundings.ts';

type Exit = (code: number) => void;

export function addTags(program: Command, around: Surroundings, exit: Exit): void {
  const tags = program.command('tags').description('asset tags by a scheme, one after the other');
  reaching(tags.command('scheme'))
    .description('shows the scheme and how far its sequences are, or sets it')
    .argument('[template]', "such as '[SITE]-[TYPE]-[YEAR]-[SEQ]' or '{SITE}{SEQ:6}'")
    .option('--type <class=code...>', 'what [TYPE] is for a class, such as laptop=LT')
    .option('--reason <text>', 'why, for those who ask later')
    .option('--json', "the API's object")
    .action(async (template: string | undefined, options) => {
      const { tagSchemeCommand } = await import('./commands/tags.ts');
      exit(await tagSchemeCommand(template, options, around));
    });
  coded(reaching(tags.command('next')))
    .description('reserves the next ones, for labels; `muster label --tag` prints them')
    .option('--count <n>', 'so many', positive, 1)
    .option('--json', "the API's object")
    .action(async (options) => {
      const { nextTagsCommand } = await import('./commands/tags.ts');
      exit(await nextTagsCommand(options, around));
    });
  reaching(tags.command('list'))
    .description('those that were reserved, and the asset record that has each')
    .option('--unused', 'only those that no asset record has')
    .option('--json', "the API's objects, one a line")
    .option('--csv', 'every column, for a spreadsheet')
    .action(async (options) => {
      const { listTagsCommand } = await import('./commands/tags.ts');
      exit(await listTagsCommand(options, around));
    });
}

/** @param asset the command `muster asset` */
export function addAssetTag(asset: Command, around: Surroundings, exit: Exit): void {
  coded(reaching(asset.command('tag')))
    .description('gives it the next tag, or one that was reserved and printed')
    .argument('<asset>', 'an id such as asset-17')
    .option('--tag <tag>', 'a reserved one')
    .option('--reason <text>')
    .option('--json', "the API's object")
    .action(async (named: string, options) => {
      const { tagAssetCommand } = await import('./commands/tags.ts');
      exit(await tagAssetCommand(named, options, around));
    });
}

function coded(command: Command): Command {
  return command
    .option('--site <code>', 'what [SITE] is')
    .option('--type <code>', 'what [TYPE] is; else by the class of the linked CI');
}
