/** `muster stocktake …`: what is really there, by scanner. */
import { type Command, Option } from 'commander';
import { reaching } from './reaching.ts';
import type { Surroundings } from './surroundings.ts';

type Exit = (code: number) => void;

const ID = 'such as stocktake-3';

export function addStocktake(program: Command, around: Surroundings, exit: Exit): void {
  const stocktake = program.command('stocktake').description('what is really there, by scanner');
  reaching(stocktake.command('start'))
    .description('begins one: of a site, of a location, or of everything')
    .option('--site <name>')
    .option('--location <name>')
    .option('--json', "the API's object")
    .action(async (options) => {
      const { startStocktakeCommand } = await import('./commands/stocktake.ts');
      exit(await startStocktakeCommand(options, around));
    });
  reaching(stocktake.command('scan'))
    .description('judges each code at once; without codes and file, those that a scanner types')
    .argument('<id>', ID)
    .argument('[codes...]', 'tags, serials, or links of labels')
    .option('--serial <serial>', "the maker's serial on it, with one code")
    .option('--location <name>', 'where it is, where that is not where the stocktake is')
    .option('--file <file>', 'one CODE or CODE,SERIAL or CODE,SERIAL,LOCATION a line')
    .option('--json', "the API's objects, one a line")
    .action(async (id: string, codes: string[], options) => {
      const { scanCommand } = await import('./commands/stocktake.ts');
      exit(await scanCommand(id, codes, options, around));
    });
  reaching(stocktake.command('list', { isDefault: true }))
    .description('all of them, the latest first')
    .option('--json', "the API's objects, one a line")
    .option('--csv', 'every column, for a spreadsheet')
    .action(async (options) => {
      const { listStocktakesCommand } = await import('./commands/stocktake.ts');
      exit(await listStocktakesCommand(options, around));
    });
  reaching(stocktake.command('show'))
    .description('how far it is, and what it came to')
    .argument('<id>', ID)
    .addOption(
      new Option('--what <what>').choices(['counts', 'missing', 'scans']).default('counts'),
    )
    .addOption(
      new Option('--verdict <verdict>', 'of the scans').choices([
        'found',
        'elsewhere',
        'serial-differs',
        'retired',
        'unknown',
      ]),
    )
    .option('--json', "the API's objects, one a line")
    .option('--csv', 'every column, for a spreadsheet')
    .action(async (id: string, options) => {
      const { showStocktakeCommand } = await import('./commands/stocktake.ts');
      exit(await showStocktakeCommand(id, options, around));
    });
  reaching(stocktake.command('close'))
    .description('its missing list stays as it is from here on')
    .argument('<id>', ID)
    .option('--json', "the API's object")
    .action(async (id: string, options) => {
      const { closeStocktakeCommand } = await import('./commands/stocktake.ts');
      exit(await closeStocktakeCommand(id, options, around));
    });
}
