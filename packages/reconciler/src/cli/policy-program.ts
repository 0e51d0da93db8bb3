/** `muster learn|adopt|accept|policies`: what is held against devices, and what people accept. */
import type { Command } from 'commander';
import { reaching } from './reaching.ts';
import type { Surroundings } from './surroundings.ts';

type Exit = (code: number) => void;

const SEGMENT = 'a network (10.20.0.0/16), "vlan 20", or the name that sources give';
const REASON = 'why, for those who ask later';

export function addPolicies(program: Command, around: Surroundings, exit: Exit): void {
  reaching(program.command('policies'))
    .description('the rules in force, in their order, with what they opened')
    .option('--json', "the API's object")
    .action(async (options) => {
      const { policiesCommand } = await import('./commands/policies.ts');
      exit(await policiesCommand(options, around));
    });
  reaching(program.command('learn'))
    .description('lists the unknown devices of a segment until a time, and accuses none of them')
    .argument('[segment]', `${SEGMENT}; without one: what is learned`)
    .option('--until <date>', 'such as 2026-12-31')
    .option('--end', 'it is over now: what was not adopted is rogue')
    .option('--reason <text>', REASON)
    .option('--json', "the API's objects, one a line")
    .action(async (segment: string | undefined, options) => {
      const { learnCommand } = await import('./commands/policies.ts');
      exit(await learnCommand(segment, options, around));
    });
  reaching(program.command('adopt'))
    .description(
      'makes asset records of the unknown devices of a segment; a dry run unless --apply',
    )
    .argument('<segment>', SEGMENT)
    .option('--apply', 'do it')
    .requiredOption('--reason <text>', REASON)
    .option('--owner <name>', 'of the new asset records')
    .option('--technical-owner <name>')
    .option('--site <name>', 'where sources state none')
    .option('--json', "the API's objects, one device a line")
    .action(async (segment: string, options) => {
      const { adoptCommand } = await import('./commands/policies.ts');
      exit(await adoptCommand(segment, options, around));
    });
  reaching(program.command('accept'))
    .description('what a device is now is right: its parts (drift) or its place (moved)')
    .argument('<finding>', 'such as finding-12')
    .requiredOption('--reason <text>', REASON)
    .option('--json', "the API's object")
    .action(async (finding: string, options) => {
      const { acceptCommand } = await import('./commands/policies.ts');
      exit(await acceptCommand(finding, options, around));
    });
}
