/** Opens the session of a command, and says in one line why it cannot be opened. */
import { ConfigError } from '@muster/uplink/config-error';
import { openLog } from '../log.ts';
import { openSession, type Session, type SessionOptions } from '../session.ts';
import { type Environment, EXIT } from './environment.ts';
import { parseOptions } from './options.ts';

/** How long a closing session may go on sending what it holds. */
const DRAIN_MS = 5_000;

type Opened = Omit<SessionOptions, 'settings' | 'logger'>;

export async function withSession(
  command: string,
  args: readonly string[],
  environment: Environment,
  opened: Opened,
  use: (session: Session, options: SessionOptions) => Promise<number>,
): Promise<number> {
  const parsed = await parseOptions(command, args, environment);
  if (parsed.kind === 'exit') return parsed.code;
  const { settings } = parsed;
  const options = { ...opened, settings, logger: openLog(settings.logLevel) };
  let session: Session;
  try {
    session = await openSession(options);
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    environment.err(`${error.message}\n`);
    return EXIT.wrongUsage;
  }
  try {
    return await use(session, options);
  } finally {
    await session.uplink.close(DRAIN_MS);
  }
}
