/** `muster ci …`: one CI in full, and what people decide about it. */
import { RELATION_KINDS } from '@muster/facts/relations';
import { Argument, type Command } from 'commander';
import { reaching } from './reaching.ts';
import type { Surroundings } from './surroundings.ts';

type Exit = (code: number) => void;

export function addCi(program: Command, around: Surroundings, exit: Exit): void {
  reaching(program.command('observation'))
    .description('how an observation ended, and why')
    .argument('<id>', 'as its sender has it')
    .action(async (id: string, options) => {
      const { showObservationCommand } = await import('./commands/ci.ts');
      exit(await showObservationCommand(id, options, around));
    });
  const ci = program.command('ci').description('one CI, and what people decide about it');
  reaching(ci.command('show'))
    .description('its facts, records, decisions and findings')
    .argument('<ci>', 'such as ci-12; ids of merged CIs answer too')
    .option('--as-of <time>', 'as it was known then, such as 2026-03-01T12:00:00Z')
    .option('--json', "the API's object")
    .action(async (id: string, options) => {
      const { showCiCommand } = await import('./commands/ci.ts');
      exit(await showCiCommand(id, options, around));
    });
  const deciding = (name: string, description: string): Command =>
    reaching(ci.command(name))
      .description(description)
      .requiredOption('--reason <text>', 'why, for those who ask later')
      .option('--json', 'the decision as one object');
  const act = async (input: object, options: object): Promise<void> => {
    const { decideCommand } = await import('./commands/ci.ts');
    exit(await decideCommand(input, options, around));
  };
  deciding('join', 'they are one thing: no rule ever takes them apart')
    .argument('<cis...>', 'two or more, such as ci-12 ci-40')
    .action((cis: string[], options) => act({ kind: 'join', cis }, options));
  deciding('split', 'these records are about something else than the rest of the CI')
    .argument('<ci>')
    .argument('<records...>', 'such as rec-7; muster ci show names them')
    .action((id: string, records: string[], options) =>
      act({ kind: 'split', ci: id, records }, options),
    );
  deciding('never-same', 'they are two things, whatever they have in common')
    .argument('<ci>')
    .argument('<other>')
    .action((one: string, other: string, options) =>
      act({ kind: 'never-same', cis: [one, other] }, options),
    );
  deciding('lock', 'holds an attribute at a value, whatever sources say')
    .argument('<ci>')
    .argument('<attribute>', 'such as device.model')
    .argument('<value>')
    .option('--until <time>', 'ends by itself then, such as 2027-01-31T00:00:00Z')
    .action((id: string, attribute: string, value: string, { until, ...options }) =>
      act({ kind: 'lock', ci: id, attribute, value, ...(until && { until }) }, options),
    );
  deciding('shared', 'a value that many devices share: it never identifies')
    .argument('<scheme>', 'mac, smbios-uuid, serial.system, …')
    .argument('<value>')
    .action((scheme: string, value: string, options) =>
      act({ kind: 'shared', scheme, value }, options),
    );
  deciding('link', 'this is that asset record, whatever the serials say')
    .argument('<ci>')
    .argument('<asset>', 'its tag, or an id such as asset-17')
    .action((id: string, asset: string, options) => act({ kind: 'link', ci: id, asset }, options));
  deciding('unlink', 'it is not that asset record: no rule links them again')
    .argument('<ci>')
    .action((id: string, options) => act({ kind: 'unlink', ci: id }, options));
  deciding('relink', 'it is another asset record than the one it is linked to')
    .argument('<ci>')
    .argument('<asset>', 'its tag, or an id; taken from the CI that has it')
    .action((id: string, asset: string, options) =>
      act({ kind: 'link', ci: id, asset, replace: true }, options),
    );
  deciding('undo', 'takes a decision back; all is as it was')
    .argument('<decision>', 'such as decision-31')
    .action(async (id: string, options) => {
      const { undoCommand } = await import('./commands/ci.ts');
      exit(await undoCommand(id, options, around));
    });
  addRelations(ci, around, exit);
}

function addRelations(ci: Command, around: Surroundings, exit: Exit): void {
  reaching(ci.command('relate'))
    .description('it is in, on or part of something else, which stands for it')
    .argument('<ci>')
    .addArgument(new Argument('<kind>').choices(RELATION_KINDS))
    .argument('<to>', 'a CI, or the tag of an asset record')
    .requiredOption('--reason <text>', 'why, for those who ask later')
    .option('--json', 'the relation as one object')
    .action(async (id: string, kind: string, to: string, options) => {
      const { relateCommand } = await import('./commands/relations.ts');
      exit(await relateCommand(id, { kind, to }, options, around));
    });
  reaching(ci.command('unrelate'))
    .description('it is so no more')
    .argument('<relation>', 'such as relation-3; muster ci relations names them')
    .requiredOption('--reason <text>', 'why, for those who ask later')
    .option('--json', 'the relation as one object')
    .action(async (relation: string, options) => {
      const { unrelateCommand } = await import('./commands/relations.ts');
      exit(await unrelateCommand(relation, options, around));
    });
  reaching(ci.command('relations'))
    .description('what it is in, on or part of, and what is so of it; the ended ones too')
    .argument('<ci>')
    .option('--json', "the API's objects, one a line")
    .action(async (id: string, options) => {
      const { relationsCommand } = await import('./commands/relations.ts');
      exit(await relationsCommand(id, options, around));
    });
}
