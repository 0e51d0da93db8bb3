/** `muster evidence …`: what was known of a CI at a time, as one file that others can verify. */
import type { Command } from 'commander';
import { reaching } from './reaching.ts';
import type { Surroundings } from './surroundings.ts';

type Exit = (code: number) => void;

export function addEvidence(program: Command, around: Surroundings, exit: Exit): void {
  const evidence = program
    .command('evidence')
    .description('what was known of a CI at a time, as one file that others can verify');
  reaching(evidence.command('make', { isDefault: true }))
    .description('writes the bundle: facts, records, links, custody, decisions, chain proof')
    .argument('<ci>', 'such as ci-12; ids of merged CIs answer too')
    .option('--as-of <time>', 'as it was known then, such as 2026-03-01T12:00:00Z; else now')
    .option('--out <file>', 'the bundle (else evidence-CI.json)')
    .option('--json', 'what is in it, as one object')
    .action(async (ci: string, options) => {
      const { makeEvidenceCommand } = await import('./commands/evidence.ts');
      exit(await makeEvidenceCommand(ci, options, around));
    });
  evidence
    .command('verify')
    .description('verifies a bundle by itself: no server, no network')
    .argument('<file>')
    .option('--key <file>', 'public keys that you trust, such as a ledger-key.pub.json kept by you')
    .option('--json', 'the result as one object')
    .action(async (file: string, options) => {
      const { verifyEvidenceCommand } = await import('./commands/evidence.ts');
      exit(await verifyEvidenceCommand(file, options, around));
    });
}
