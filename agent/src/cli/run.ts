/** `muster-agent run`: the daemon. Looks on schedule, on request, after sleep and on hot-plug. */
import { setPriority } from 'node:os';
import { openLiveHost } from '../host/live.ts';
import { platformOf } from '../host/platform.ts';
import { PLUGGED_EVERY_MS, readPlugged } from '../plugged.ts';
import { nextDelayMs, waitMs } from '../schedule.ts';
import type { Session, SessionOptions } from '../session.ts';
import { type Environment, EXIT } from './environment.ts';
import { compileLittle, giveBackMemory } from './frugal.ts';

/** Below everything that people wait for. */
const NICE = 10;

export async function run(args: readonly string[], environment: Environment): Promise<number> {
  compileLittle();
  const { withSession } = await import('./with-session.ts');
  const stop = new AbortController();
  const wake = new Wake();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => {
      stop.abort();
      wake.now();
    });
  }
  const opened = {
    mode: 'session',
    onReport: () => wake.now(),
  } as const;
  for (;;) {
    let isToldOtherwise = false;
    const code = await withSession('run', args, environment, opened, async (session, options) => {
      setPriority(NICE);
      // A daemon may be killed: what it compiled is kept for the next start before it settles.
      process.getBuiltinModule('node:module').flushCompileCache?.();
      while (!stop.signal.aborted && !isToldOtherwise) {
        await lookAndWait(session, options, wake, stop.signal);
        // Policies and profiles change under a running agent, which nobody restarts.
        isToldOtherwise = !stop.signal.aborted && (await options.isToldOtherwise());
      }
      if (isToldOtherwise) options.logger.info({}, 'settings have changed: begins anew by them');
      await session.note();
      return EXIT.done;
    });
    if (!isToldOtherwise) return code;
  }
}

async function lookAndWait(
  session: Session,
  { settings, logger }: SessionOptions,
  wake: Wake,
  signal: AbortSignal,
): Promise<void> {
  const host = openLiveHost({ platform: platformOf(process.platform), signal });
  const plugged = await readPlugged(host);
  let askedAtMs = Date.now();
  await session.look(signal);
  giveBackMemory();
  const dueAtMs = Date.now() + nextDelayMs(settings, Math.random());
  for (;;) {
    // A full disk must not stop the looking: the state is for people.
    await session.note(new Date(dueAtMs)).catch((error: unknown) => {
      logger.warn({ reason: String(error) }, 'state not written');
    });
    const delayMs = waitMs(dueAtMs, Date.now(), settings);
    if (delayMs === 0 || signal.aborted) return;
    if ((await wake.after(delayMs)) === 'woken') return;
    // A clock that was set back asks at once, and no harm done.
    if (Math.abs(Date.now() - askedAtMs) < PLUGGED_EVERY_MS[host.platform] - LATE_MS) continue;
    askedAtMs = Date.now();
    if ((await readPlugged(host)) !== plugged) return;
  }
}

/** Ticks come a little early or late. */
const LATE_MS = 5_000;

/** A wait that something else can end. */
class Wake {
  #end: (() => void) | undefined;
  #pending = false;

  /** Ends the wait; without one, the next wait ends at once. */
  now(): void {
    this.#pending = true;
    this.#end?.();
  }

  after(delayMs: number): Promise<'woken' | 'elapsed'> {
    return new Promise((resolve) => {
      const finish = (how: 'woken' | 'elapsed') => {
        clearTimeout(timer);
        this.#end = undefined;
        this.#pending = false;
        resolve(how);
      };
      const timer = setTimeout(() => finish('elapsed'), delayMs);
      this.#end = () => finish('woken');
      if (this.#pending) finish('woken');
    });
  }
}
