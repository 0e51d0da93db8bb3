/** SNMPv3 by the net-snmp library, wrapped where it enters. */
import {
  AuthProtocols,
  createV3Session,
  PrivProtocols,
  SecurityLevel,
  type Session,
  type User,
} from 'net-snmp';
import type { SnmpCredentials, SnmpPrivProtocol } from '../target.ts';
import { CountedSocket, type Traffic } from './counted-socket.ts';
import {
  BACK_OFF,
  type Exchange,
  type Patience,
  type Peer,
  type Question,
  type Reply,
} from './exchange.ts';
import { mishapOf } from './trouble.ts';
import { listedVarbinds, type Varbind } from './varbind.ts';

export type UserCredentials = Extract<SnmpCredentials, { kind: 'user' }>;

export class UserExchange implements Exchange {
  readonly #session: Session;

  constructor({ address, port }: Peer, credentials: UserCredentials, traffic: Traffic) {
    const refused: Error & { code?: string } = new Error('connection refused');
    refused.code = 'ECONNREFUSED';
    const transport = address.includes(':') ? 'udp6' : 'udp4';
    const session: Session = createV3Session(address, userOf(credentials), {
      transport,
      port,
      backoff: BACK_OFF,
      context: credentials.context ?? '',
      dgramModule: {
        createSocket: () =>
          new CountedSocket(transport, traffic, () => session.cancelRequests(refused)),
      },
    });
    // Packets that cannot be decoded are reported here; the request they answer times out.
    session.on('error', () => {});
    this.#session = session;
  }

  ask({ pdu, oids, repetitions = 0 }: Question, { waitMs, retries }: Patience): Promise<Reply> {
    const session = this.#session;
    // The library reads these for each request it makes.
    Object.assign(session, { timeout: waitMs, retries });
    return new Promise((resolve) => {
      const done = (error: Error | null, varbinds?: readonly (Varbind | Varbind[])[]): void => {
        if (error !== null) resolve(mishapOf(error));
        else resolve({ kind: 'answered', varbinds: listedVarbinds(varbinds ?? []) });
      };
      switch (pdu) {
        case 'get':
          session.get([...oids], done);
          break;
        case 'getNext':
          session.getNext([...oids], done);
          break;
        case 'getBulk':
          session.getBulk([...oids], 0, repetitions, done);
      }
    });
  }

  close(): void {
    this.#session.close();
  }
}

/** A user of USM in the library's words; of a privacy that `unsupportedPrivacy` lets pass. */
export function userOf(credentials: UserCredentials): User {
  const { user, auth, priv } = credentials;
  if (auth === undefined) return { name: user, level: SecurityLevel.noAuthNoPriv };
  const authenticated = {
    name: user,
    authProtocol: AuthProtocols[auth.protocol],
    authKey: auth.key.reveal(),
  };
  if (priv === undefined) return { ...authenticated, level: SecurityLevel.authNoPriv };
  return {
    ...authenticated,
    level: SecurityLevel.authPriv,
    privProtocol: privProtocolOf(priv.protocol),
    privKey: priv.key.reveal(),
  };
}

/** Throws for one that the library lacks: whoever opens a session has asked before. */
function privProtocolOf(protocol: SnmpPrivProtocol): PrivProtocols {
  switch (protocol) {
    case 'des':
    case 'aes':
    case 'aes256b':
    case 'aes256r':
      return PrivProtocols[protocol];
    case '3des':
    case 'aes192':
    case 'aes192b':
    case 'aes192r':
      throw new Error(`the library has no ${protocol}`);
  }
}
