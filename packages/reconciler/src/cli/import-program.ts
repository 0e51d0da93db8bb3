/** `muster import …`: asset records from a file, and what became of the imports there were. */
import { REVIEW_ANSWERS } from '@muster/facts/imports';
import { type Command, Option } from 'commander';
import { listing, reaching } from './reaching.ts';
import type { Surroundings } from './surroundings.ts';

type Exit = (code: number) => void;

const HELP = `
A dry run says what would happen to every row, and why; --apply writes it. Of a row that is blocked,
or that only a person can decide, nothing of the file is written (--all-or-nothing), or the good rows
are and the others are listed: those to be reviewed wait in \`muster import reviews\` (--row-by-row).

Columns are known by the headers that people use; --map says what others mean:
  muster import assets.xlsx --as xlsx --sheet Laptops --map 'Gerät=serial' --map 'KST=fields.Cost centre'
A mapping file says the same for good: { columns: { Gerät: serial, KST: fields.Cost centre, Note: - } }
`;

export function addImport(program: Command, around: Surroundings, exit: Exit): void {
  const command = program
    .command('import')
    .description('asset records from a file, and what became of the imports there were')
    .usage('FILE --as csv|xlsx [options], or a command')
    .addHelpText('after', HELP);
  reaching(command.command('file', { isDefault: true }))
    .description('brings in asset records; a dry run says what would happen and why (the default)')
    .argument('<file>')
    .addOption(new Option('--as <format>').choices(['csv', 'xlsx']).makeOptionMandatory())
    .option('--sheet <name>', 'of a workbook; its first one else')
    .option('--map <column=field>', 'what a column means: serial, fields.NAME, - for nothing', all)
    .option('--mapping <file>', 'what columns mean, as YAML or JSON')
    .option('--apply', 'write it')
    .addOption(new Option('--all-or-nothing', 'every row or none (default)').conflicts('rowByRow'))
    .option('--row-by-row', 'write the good rows, and list the others')
    .option('--json', "each row's outcome, one a line")
    .addHelpText('after', HELP)
    .action(async (file: string, options) => {
      const { importCommand } = await import('./commands/import.ts');
      exit(await importCommand(file, options, around));
    });
  addImports(command, around, exit);
  addReviews(command, around, exit);
}

function addImports(command: Command, around: Surroundings, exit: Exit): void {
  listing(command.command('list'))
    .description('the imports there were, the latest first')
    .action(async (options) => {
      const { listCommand } = await import('./commands/list.ts');
      exit(await listCommand('imports', {}, options, around));
    });
  reaching(command.command('show'))
    .description('what became of its rows; those that changed nothing are only counted')
    .argument('<import>', 'such as import-7')
    .option('--json', "the API's objects: the import, then its rows, one a line")
    .action(async (named: string, options) => {
      const { showImportCommand } = await import('./commands/imports.ts');
      exit(await showImportCommand(named, options, around));
    });
  reaching(command.command('undo'))
    .description(
      'takes it back: what it made goes, what it changed is as it was; what people changed since stays',
    )
    .argument('<import>', 'such as import-7')
    .requiredOption('--reason <text>', 'why, for those who ask later')
    .option('--json', "the API's object")
    .action(async (named: string, options) => {
      const { undoImportCommand } = await import('./commands/imports.ts');
      exit(await undoImportCommand(named, options, around));
    });
}

function addReviews(command: Command, around: Surroundings, exit: Exit): void {
  listing(command.command('reviews'))
    .description('rows that wait for a person, with the asset records that they may be about')
    .option('--import <import>', 'of this one only')
    .action(async ({ import: of, ...options }) => {
      const { listCommand } = await import('./commands/list.ts');
      exit(await listCommand('import-reviews', { import: of }, options, around));
    });
  reaching(command.command('resolve'))
    .description(
      'says what becomes of such a row: a record of its own, a change to one that is there, or nothing',
    )
    .argument('<review>', 'such as import-7:31, the import and the line')
    .addOption(new Option('--as <answer>').choices(REVIEW_ANSWERS).makeOptionMandatory())
    .option('--asset <asset>', 'which record to update, by its tag or id; else the one it is about')
    .requiredOption('--reason <text>', 'why, for those who ask later')
    .option('--json', "the API's object")
    .action(async (review: string, options) => {
      const { resolveReviewCommand } = await import('./commands/imports.ts');
      exit(await resolveReviewCommand(review, options, around));
    });
}

function all(value: string, before: readonly string[] = []): readonly string[] {
  return [...before, value];
}
