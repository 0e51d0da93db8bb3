/** `up`: everything on this machine, until told to end. */
import { once } from 'node:events';
import { pino } from 'pino';
import { formatLogLine } from '../../up/log-line.ts';
import { startChildren } from '../../up/up.ts';
import { write } from '../output.ts';
import { dataDirOf } from '../reach.ts';
import { EXIT, type Surroundings } from '../surroundings.ts';
import { greeting, type ServeArguments, startServing } from './serve.ts';

export interface UpArguments extends ServeArguments {
  readonly lab?: true;
  readonly tlsCa?: string;
}

export async function upCommand(args: UpArguments, around: Surroundings): Promise<number> {
  const { env, stderr } = around;
  const isColored = stderr.isTTY === true && env.NO_COLOR === undefined;
  const onLine = (who: string, line: string) => {
    if (line !== '') stderr.write(`${formatLogLine(who, line, isColored)}\n`);
  };
  const log = pino(
    { level: args.logLevel ?? 'info' },
    { write: (line: string) => onLine('reconciler', line.trimEnd()) },
  );
  const trusted = args.tlsCa ?? args.tlsCert;
  const serving = await startServing(args, around, log);
  try {
    await write(around.stdout, greeting(serving));
    const up = await startChildren({
      serving,
      dataDir: dataDirOf(args, env),
      withLab: args.lab === true,
      ...(trusted !== undefined && { trusted }),
      env,
      log,
      onLine,
    });
    if (!around.signal.aborted) await once(around.signal, 'abort');
    log.info('stopping');
    await up.stop();
  } finally {
    await serving.close();
  }
  return EXIT.done;
}
