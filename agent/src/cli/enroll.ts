/** `muster-agent enroll`: makes this installation known to the reconciler, once. */
import { type Environment, EXIT } from './environment.ts';
import { withSession } from './with-session.ts';

export function run(args: readonly string[], environment: Environment): Promise<number> {
  return withSession('enroll', args, environment, { mode: 'post' }, async (session) => {
    const outcome = await session.uplink.enrol();
    await session.note();
    if (outcome.kind === 'enrolled') {
      environment.out(
        `${outcome.already ? 'already enrolled' : 'enrolled'} as ${outcome.observerId}\n`,
      );
      return EXIT.done;
    }
    environment.err(`not enrolled: ${outcome.reason}\n`);
    return EXIT.worldSaidNo;
  });
}
