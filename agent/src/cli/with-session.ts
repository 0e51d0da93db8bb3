/** Opens the session of a command, and says in one line why it cannot be opened. */
import { parseAddress } from '@muster/uplink/address';
import { ConfigError } from '@muster/uplink/config-error';
import { openLog } from '../log.ts';
import { openSession, type Session, type SessionOptions } from '../session.ts';
import { areSameSettings } from '../settings.ts';
import { type Environment, EXIT } from './environment.ts';
import { parseOptions } from './options.ts';

/** How long a closing session may go on sending what it holds. */
const DRAIN_MS = 5_000;

type Opened = Omit<SessionOptions, 'settings' | 'logger'>;

export interface UseOptions extends SessionOptions {
  /** Whether the places that state settings now say something else, and something that can work. */
  readonly isToldOtherwise: () => Promise<boolean>;
}

export async function withSession(
  command: string,
  args: readonly string[],
  environment: Environment,
  opened: Opened,
  use: (session: Session, options: UseOptions) => Promise<number>,
): Promise<number> {
  const parsed = await parseOptions(command, args, environment);
  if (parsed.kind === 'exit') return parsed.code;
  const { settings } = parsed;
  const logger = openLog(settings.logLevel);
  const options = { ...opened, settings, logger };
  const isToldOtherwise = async () => {
    const err = (reason: string) => logger.error({ reason: reason.trim() }, 'settings refused');
    const told = await parseOptions(command, args, { ...environment, err });
    if (told.kind === 'exit' || areSameSettings(told.settings, settings)) return false;
    try {
      parseAddress(told.settings.reconciler);
      return true;
    } catch (error) {
      err(error instanceof Error ? error.message : String(error));
      return false;
    }
  };
  let session: Session;
  try {
    session = await openSession(options);
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    environment.err(`${error.message}\n`);
    return EXIT.wrongUsage;
  }
  try {
    return await use(session, { ...options, isToldOtherwise });
  } finally {
    await session.uplink.close(DRAIN_MS);
  }
}
