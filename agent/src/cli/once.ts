/** `muster-agent once`: one look, sent, acknowledged; nothing stays resident. For timers. */
import { type Environment, EXIT } from './environment.ts';
import { withSession } from './with-session.ts';

/** Beyond it the look stays in the spool for the next run: a timer must not pile up processes. */
const FLUSH_TIMEOUT_MS = 60_000;

export function run(args: readonly string[], environment: Environment): Promise<number> {
  return withSession('once', args, environment, { mode: 'post' }, async (session) => {
    const signal = AbortSignal.timeout(FLUSH_TIMEOUT_MS);
    const sent = await session.look(signal);
    const flushed = await session.uplink.flush(signal);
    await session.note();
    if (sent.kind === 'lost') environment.err(`the observation was lost: ${sent.why}\n`);
    if (flushed.kind === 'acknowledged') return sent.kind === 'lost' ? EXIT.worldSaidNo : EXIT.done;
    const { link, items } = flushed;
    const reason = 'reason' in link ? link.reason : link.kind;
    environment.err(`not acknowledged (${reason}); ${items} kept in the spool for the next run\n`);
    return EXIT.worldSaidNo;
  });
}
