/** One command on one exec channel (RFC 4254 §6.5), bounded in size and time. */
import type { ClientChannel } from 'ssh2';
import type { SshConnection } from './connection.ts';
import { COMMAND_TIMEOUT_MS, OUTPUT_BYTES_MAX, SILENCE_TIMEOUT_MS } from './limits.ts';

export type ExecOutcome =
  | { readonly kind: 'answered'; readonly text: string; readonly code?: number }
  | { readonly kind: 'timeout' | 'closed' | 'too-large'; readonly reason: string };

/** Runs `command` and gives its standard output; of standard error only where that is all. */
export async function runExec(connection: SshConnection, command: string): Promise<ExecOutcome> {
  let channel: ClientChannel;
  try {
    channel = await connection.openExec(command);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return { kind: 'closed', reason: `no exec channel for "${command}": ${why}` };
  }
  return collect(channel, command);
}

function collect(channel: ClientChannel, command: string): Promise<ExecOutcome> {
  return new Promise((resolve) => {
    const out: Buffer[] = [];
    const err: Buffer[] = [];
    let bytes = 0;
    let code: number | undefined;
    let silence: NodeJS.Timeout;
    const finish = (outcome: ExecOutcome) => {
      clearTimeout(silence);
      clearTimeout(total);
      if (outcome.kind !== 'answered') channel.destroy();
      resolve(outcome);
    };
    const giveUp = (ms: number, what: string) =>
      setTimeout(() => {
        finish({ kind: 'timeout', reason: `"${command}": ${what} for ${ms / 1000} s` });
      }, ms);
    const total = giveUp(COMMAND_TIMEOUT_MS, 'still running');
    const stir = () => {
      clearTimeout(silence);
      silence = giveUp(SILENCE_TIMEOUT_MS, 'silent');
    };
    const take = (into: Buffer[]) => (chunk: Buffer) => {
      stir();
      bytes += chunk.length;
      if (bytes > OUTPUT_BYTES_MAX) {
        finish({ kind: 'too-large', reason: `"${command}": more than 8 MiB of output` });
      } else into.push(chunk);
    };
    stir();
    channel.on('data', take(out));
    channel.stderr.on('data', take(err));
    channel.on('error', () => {});
    channel.on('exit', (status: number | null) => {
      if (typeof status === 'number') code = status;
    });
    channel.on('close', () => {
      const text = Buffer.concat(out.length > 0 ? out : err).toString('utf8');
      finish({ kind: 'answered', text, ...(code !== undefined && { code }) });
    });
  });
}
