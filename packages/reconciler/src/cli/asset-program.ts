/** `muster asset …`: one asset record in full, and what people write into it. */
import type { Command } from 'commander';
import { addLifecycle } from './lifecycle-program.ts';
import { reaching } from './reaching.ts';
import type { Surroundings } from './surroundings.ts';
import { addAssetTag } from './tags-program.ts';

type Exit = (code: number) => void;

export function addAsset(program: Command, around: Surroundings, exit: Exit): void {
  const asset = program.command('asset').description('one asset record, by its tag or its id');
  reaching(asset.command('show'))
    .description('what it says, its links, findings and history')
    .argument('<asset>', 'its tag, or an id such as asset-17')
    .option('--json', "the API's object")
    .action(async (named: string, options) => {
      const { showAssetCommand } = await import('./commands/asset.ts');
      exit(await showAssetCommand(named, options, around));
    });
  reaching(asset.command('set'))
    .description('writes values into it: owner=Ada, or owner= to take one away')
    .argument('<asset>', 'its tag, or an id such as asset-17')
    .argument('<values...>', 'such as technicalOwner=NetOps "fields.Cost centre=4711"')
    .requiredOption('--reason <text>', 'why, for those who ask later')
    .option('--json', "the API's object")
    .action(async (named: string, values: string[], options) => {
      const { setAssetCommand } = await import('./commands/asset.ts');
      exit(await setAssetCommand(named, values, options, around));
    });
  addLifecycle(asset, around, exit);
  addAssetTag(asset, around, exit);
}
