/** SNMPv1 and v2c over one socket, with messages of our own (see `response.ts` for why). */
import { randomInt } from 'node:crypto';
import { CountedSocket, type Traffic } from './counted-socket.ts';
import {
  BACK_OFF,
  type Exchange,
  type Patience,
  type Peer,
  type Question,
  type Reply,
} from './exchange.ts';
import { encodeRequest, PDU } from './message.ts';
import { decodeResponse, type Response } from './response.ts';
import { errorMishap, type Mishap, mishapOf } from './trouble.ts';

interface Asked {
  readonly question: Question;
  readonly bytes: Uint8Array;
  readonly settle: (reply: Reply) => void;
  waitMs: number;
  retries: number;
  timer?: NodeJS.Timeout;
}

const REFUSED: Mishap = { kind: 'unreachable', reason: 'nothing listens on this port' };
const CLOSED: Mishap = { kind: 'failed', reason: 'the session is closed' };
const ID_MAX = 0x7fff_ffff;

export class CommunityExchange implements Exchange {
  readonly #peer: Peer;
  readonly #version: '1' | '2c';
  readonly #community: string;
  readonly #socket: CountedSocket;
  readonly #asked = new Map<number, Asked>();
  /** Nobody who does not see the requests can guess it. */
  #id: number = randomInt(1, ID_MAX);

  constructor(
    peer: Peer,
    credentials: { readonly version: '1' | '2c'; readonly community: string },
    traffic: Traffic,
  ) {
    this.#peer = peer;
    this.#version = credentials.version;
    this.#community = credentials.community;
    const type = peer.address.includes(':') ? 'udp6' : 'udp4';
    this.#socket = new CountedSocket(type, traffic, () => this.#fail(REFUSED));
    this.#socket.on('message', (bytes: Uint8Array) => this.#hear(bytes));
  }

  ask(question: Question, { waitMs, retries }: Patience): Promise<Reply> {
    this.#id = this.#id === ID_MAX ? 1 : this.#id + 1;
    const id = this.#id;
    const bytes = encodeRequest({
      version: this.#version,
      community: this.#community,
      id,
      pdu: PDU[question.pdu],
      oids: question.oids,
      ...(question.repetitions !== undefined && { repetitions: question.repetitions }),
    });
    return new Promise((settle) => {
      const asked = { question, bytes, settle, waitMs, retries };
      this.#asked.set(id, asked);
      this.#send(id, asked);
    });
  }

  close(): void {
    this.#fail(CLOSED);
    this.#socket.close();
  }

  #send(id: number, asked: Asked): void {
    const { bytes } = asked;
    const { port, address } = this.#peer;
    this.#socket.send(bytes, 0, bytes.length, port, address, (error) => {
      if (this.#asked.get(id) !== asked) return;
      if (error !== null) {
        this.#settle(id, mishapOf(error));
        return;
      }
      // Only now: what waits for the socket to open is no answer's fault.
      asked.timer = setTimeout(() => this.#repeat(id, asked), asked.waitMs);
    });
  }

  #repeat(id: number, asked: Asked): void {
    if (asked.retries === 0) {
      this.#settle(id, { kind: 'timeout', reason: 'no answer' });
      return;
    }
    asked.retries -= 1;
    asked.waitMs *= BACK_OFF;
    this.#send(id, asked);
  }

  /** What is no answer to a question of ours is passed over. */
  #hear(bytes: Uint8Array): void {
    const response = decodeResponse(bytes);
    const asked = response === undefined ? undefined : this.#asked.get(response.id);
    if (response === undefined || asked === undefined) return;
    this.#settle(response.id, replyOf(response, asked.question));
  }

  #settle(id: number, reply: Reply): void {
    const asked = this.#asked.get(id);
    if (asked === undefined) return;
    this.#asked.delete(id);
    clearTimeout(asked.timer);
    asked.settle(reply);
  }

  #fail(mishap: Mishap): void {
    for (const id of [...this.#asked.keys()]) this.#settle(id, mishap);
  }
}

function replyOf({ errorStatus, errorIndex, varbinds }: Response, { oids }: Question): Reply {
  return errorStatus === 0
    ? { kind: 'answered', varbinds }
    : errorMishap(errorStatus, oids[errorIndex - 1]);
}
