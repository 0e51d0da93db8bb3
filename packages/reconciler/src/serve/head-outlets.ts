/** Where signed heads of the ledger are put away: files that are only added to, and a syslog. */
import { createSocket } from 'node:dgram';
import { open } from 'node:fs/promises';
import { hostname } from 'node:os';
import { resolve } from 'node:path';
import { ConfigError } from './config-error.ts';

export interface HeadOutlet {
  /** For a log line: where it goes. */
  readonly name: string;
  /** Resolves once it is there: durable in a file, on its way to a syslog. */
  readonly put: (jws: string) => Promise<void>;
}

const NEWLINE = 0x0a;
const SYSLOG_PORT = 514;
/** Facility 13 (log audit), severity 5 (notice): RFC 5424 §6.2.1. */
const PRIORITY = 13 * 8 + 5;

/**
 * @param where a path, or syslog://HOST[:PORT]
 * @throws ConfigError for an address that is none
 */
export function headOutletOf(where: string): HeadOutlet {
  if (!/^[a-z]+:\/\//.test(where)) return fileOutlet(where);
  const url = URL.canParse(where) ? new URL(where) : undefined;
  if (url?.protocol !== 'syslog:' || url.hostname === '') {
    throw new ConfigError(
      '--ledger-heads',
      `"${where}" is not understood: a file's path, or syslog://HOST:514`,
    );
  }
  return syslogOutlet(url.hostname.replace(/^\[|\]$/g, ''), Number(url.port || SYSLOG_PORT));
}

function fileOutlet(path: string): HeadOutlet {
  return {
    name: resolve(path),
    put: async (jws) => {
      const file = await open(path, 'a+', 0o600);
      try {
        // A crash or a full disk may have left half a line: this head must not become its end.
        const { size } = await file.stat();
        const last = size === 0 ? undefined : await file.read(Buffer.alloc(1), 0, 1, size - 1);
        const isCut = last !== undefined && last.buffer[0] !== NEWLINE;
        await file.appendFile(`${isCut ? '\n' : ''}${jws}\n`);
        await file.sync();
      } finally {
        await file.close();
      }
    },
  };
}

/** RFC 5424 over UDP (RFC 5426): one datagram of some 500 octets a head. */
function syslogOutlet(host: string, port: number): HeadOutlet {
  return {
    name: `syslog at ${host}:${port}`,
    put: (jws) =>
      new Promise((done, failed) => {
        const socket = createSocket(host.includes(':') ? 'udp6' : 'udp4');
        const end = (error: Error | null): void => {
          socket.close();
          if (error === null) done();
          else failed(error);
        };
        const at = new Date().toISOString();
        const line = `<${PRIORITY}>1 ${at} ${hostname() || '-'} muster ${process.pid} ledger-head - ${jws}`;
        socket.send(line, port, host, end);
      }),
  };
}
