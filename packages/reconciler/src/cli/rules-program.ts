/** `muster rules …`: the rules of identity. */
import type { Command } from 'commander';
import { reaching } from './reaching.ts';
import type { Surroundings } from './surroundings.ts';

export function addRules(
  program: Command,
  around: Surroundings,
  exit: (code: number) => void,
): void {
  const rules = program.command('rules').description('how identity is decided, and what-if');
  reaching(rules.command('show'))
    .description('the rules in force, as JSON to edit')
    .action(async (options) => {
      const { showRulesCommand } = await import('./commands/rules.ts');
      exit(await showRulesCommand(options, around));
    });
  reaching(rules.command('try'))
    .description('what these rules would join, split and give another owner; writes nothing')
    .argument('<file>', 'JSON, as muster rules show prints it, with another version')
    .option('--json', 'the result as one object')
    .action(async (file: string, options) => {
      const { tryRulesCommand } = await import('./commands/rules.ts');
      exit(await tryRulesCommand(file, options, around));
    });
  reaching(rules.command('apply'))
    .description('puts these rules in force: a decision that can be undone')
    .argument('<file>')
    .requiredOption('--reason <text>', 'why, for those who ask later')
    .option('--json', 'the decision as one object')
    .action(async (file: string, options) => {
      const { applyRulesCommand } = await import('./commands/rules.ts');
      exit(await applyRulesCommand(file, options, around));
    });
}
