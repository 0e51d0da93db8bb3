/** `muster asset move|attach|check-out|…` and `muster approvals`: the life of asset records. */

import { LIFECYCLE_STATES } from '@muster/facts/assets';
import { EVIDENCE_KINDS, OBLIGATION_KINDS } from '@muster/facts/lifecycle';
import { Argument, type Command, Option } from 'commander';
import { reaching } from './reaching.ts';
import type { Surroundings } from './surroundings.ts';

type Exit = (code: number) => void;

const NAMED = 'its tag, or an id such as asset-17';

/** @param asset the command `muster asset` */
export function addLifecycle(asset: Command, around: Surroundings, exit: Exit): void {
  reaching(asset.command('steps'))
    .description('the states that may come next, what each needs, and what comes due')
    .argument('<asset>', NAMED)
    .option('--json', "the API's object")
    .action(async (named: string, options) => {
      const { stepsCommand } = await import('./commands/lifecycle.ts');
      exit(await stepsCommand(named, options, around));
    });
  reaching(asset.command('move'))
    .description('takes it to its next state; what is missing is told')
    .argument('<asset>', NAMED)
    .addArgument(new Argument('<state>').choices([...LIFECYCLE_STATES]))
    .requiredOption('--reason <text>', 'why, for those who ask later')
    .option('--evidence <kind=file...>', 'attached first, such as wipe-certificate=report.pdf')
    .option('--approver <name>', 'who alone is asked, where another person has to agree')
    .option('--json', "the API's object")
    .action(async (named: string, state: string, options) => {
      const { moveCommand } = await import('./commands/lifecycle.ts');
      exit(await moveCommand(named, state, options, around));
    });
  reaching(asset.command('attach'))
    .description('keeps files as evidence: PDF, JPEG, PNG or plain text')
    .argument('<asset>', NAMED)
    .argument('<files...>')
    .addOption(
      new Option('--kind <kind>', 'what they prove')
        .choices([...EVIDENCE_KINDS])
        .makeOptionMandatory(),
    )
    .option('--json', "the API's objects, one a line")
    .action(async (named: string, files: string[], options) => {
      const { attachCommand } = await import('./commands/lifecycle.ts');
      exit(await attachCommand(named, files, options, around));
    });
  reaching(asset.command('evidence'))
    .description('writes a file of evidence out again, held against its hash')
    .argument('<id>', 'such as evidence-3')
    .requiredOption('--out <file>')
    .action(async (id: string, options) => {
      const { evidenceCommand } = await import('./commands/lifecycle.ts');
      exit(await evidenceCommand(id, options, around));
    });
  reaching(asset.command('due'))
    .description('sets when something is due, or says that it was done')
    .argument('<asset>', NAMED)
    .addArgument(new Argument('<kind>').choices([...OBLIGATION_KINDS]))
    .option('--due <date>', 'such as 2027-01-31, or never')
    .option('--done <date>', 'then the next time follows from the class, where it has an interval')
    .requiredOption('--reason <text>', 'why, for those who ask later')
    .option('--json', "the API's object")
    .action(async (named: string, kind: string, options) => {
      const { dueCommand } = await import('./commands/lifecycle.ts');
      exit(await dueCommand(named, kind, options, around));
    });
  addHandovers(asset, around, exit);
}

function addHandovers(asset: Command, around: Surroundings, exit: Exit): void {
  const placed = (command: Command) =>
    reaching(command)
      .argument('<asset>', NAMED)
      .option('--site <name>')
      .option('--location <name>')
      .option('--json', "the API's object");
  placed(asset.command('check-out'))
    .description("out of the store, into somebody's hands")
    .requiredOption('--to <name>', 'who has it from now on')
    .option('--due <date>', 'when it is to be back')
    .option('--accepted', 'they have said that they received it')
    .option('--reason <text>')
    .action(async (named: string, options) => {
      const { handOverCommand } = await import('./commands/custody.ts');
      exit(await handOverCommand('check-out', named, options, around));
    });
  placed(asset.command('check-in'))
    .description('back into the store')
    .option('--reason <text>')
    .action(async (named: string, options) => {
      const { handOverCommand } = await import('./commands/custody.ts');
      exit(await handOverCommand('check-in', named, options, around));
    });
  placed(asset.command('transfer'))
    .description("from one person's hands into another's; somebody else has to agree")
    .requiredOption('--to <name>', 'who is to have it')
    .requiredOption('--reason <text>', 'why, for those who ask later')
    .option('--due <date>', 'when it is to be back')
    .option('--accepted', 'they have said that they received it')
    .option('--approver <name>', 'who alone is asked')
    .action(async (named: string, options) => {
      const { handOverCommand } = await import('./commands/custody.ts');
      exit(await handOverCommand('transfer', named, options, around));
    });
  reaching(asset.command('accept'))
    .description('whoever has it says to have received it')
    .argument('<asset>', NAMED)
    .requiredOption('--by <name>')
    .option('--json', "the API's object")
    .action(async (named: string, options) => {
      const { acceptCommand } = await import('./commands/custody.ts');
      exit(await acceptCommand(named, options, around));
    });
  reaching(asset.command('custody'))
    .description('with whom and where it was, the latest first')
    .argument('<asset>', NAMED)
    .option('--on <when>', 'a day such as 2026-03-01, or an instant')
    .option('--json', "the API's objects, one a line")
    .option('--csv', 'every column, for a spreadsheet')
    .action(async (named: string, options) => {
      const { custodyCommand } = await import('./commands/custody.ts');
      exit(await custodyCommand(named, options, around));
    });
}

export function addApprovals(program: Command, around: Surroundings, exit: Exit): void {
  const lifecycle = program
    .command('lifecycle')
    .description("the steps of asset records' lives, and what each needs");
  reaching(lifecycle.command('show'))
    .description('what is in force, as JSON: to be edited and set')
    .action(async (options) => {
      const { showLifecycleCommand } = await import('./commands/lifecycle-rules.ts');
      exit(await showLifecycleCommand(options, around));
    });
  reaching(lifecycle.command('set'))
    .description('puts another one in force')
    .argument('<file>', 'JSON, as `muster lifecycle show` prints it')
    .requiredOption('--reason <text>', 'why, for those who ask later')
    .action(async (file: string, options) => {
      const { setLifecycleCommand } = await import('./commands/lifecycle-rules.ts');
      exit(await setLifecycleCommand(file, options, around));
    });
  const approvals = program.command('approvals').description('what waits for another person');
  reaching(approvals.command('list', { isDefault: true }))
    .addOption(
      new Option('--state <state>').choices(['pending', 'approved', 'refused']).default('pending'),
    )
    .option('--json', "the API's objects, one a line")
    .option('--csv', 'every column, for a spreadsheet')
    .action(async (options) => {
      const { approvalsCommand } = await import('./commands/custody.ts');
      exit(await approvalsCommand(options, around));
    });
  for (const verdict of ['approve', 'refuse'] as const) {
    reaching(approvals.command(verdict))
      .description(
        verdict === 'approve'
          ? 'it is done, under both names: needs the role approver, and another person'
          : 'it is not done',
      )
      .argument('<id>', 'such as approval-3')
      .requiredOption('--reason <text>', 'why, for those who ask later')
      .option('--json', "the API's object")
      .action(async (id: string, options) => {
        const { decideCommand } = await import('./commands/custody.ts');
        exit(await decideCommand(verdict, id, options, around));
      });
  }
}
