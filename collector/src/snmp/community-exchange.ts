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

/** The question that waits for its answer. */
interface Asked {
  readonly id: number;
  readonly question: Question;
  readonly bytes: Uint8Array;
  readonly settle: (reply: Reply) => void;
  waitMs: number;
  retries: number;
}

const REFUSED: Mishap = { kind: 'unreachable', reason: 'nothing listens on this port' };
const CLOSED: Mishap = { kind: 'failed', reason: 'the session is closed' };
const ID_MAX = 0x7fff_ffff;

export class CommunityExchange implements Exchange {
  readonly #peer: Peer;
  readonly #version: '1' | '2c';
  readonly #community: string;
  readonly #socket: CountedSocket;
  #asked: Asked | undefined;
  #timer: NodeJS.Timeout | undefined;
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
    this.#socket = new CountedSocket(type, traffic, () => this.#settle(REFUSED));
    this.#socket.on('message', (bytes: Uint8Array) => this.#hear(bytes));
  }

  ask(question: Question, { waitMs, retries }: Patience): Promise<Reply> {
    this.#id = this.#id === ID_MAX ? 1 : this.#id + 1;
    const id = this.#id;
    const { pdu, oids, repetitions = 0 } = question;
    const [version, community] = [this.#version, this.#community];
    const bytes = encodeRequest({ version, community, id, pdu: PDU[pdu], oids, repetitions });
    return new Promise((settle) => {
      this.#asked = { id, question, bytes, settle, waitMs, retries };
      this.#send(this.#asked);
    });
  }

  close(): void {
    this.#settle(CLOSED);
    this.#socket.close();
  }

  #send(asked: Asked): void {
    const { bytes } = asked;
    const { port, address } = this.#peer;
    this.#socket.send(bytes, 0, bytes.length, port, address, (error) => {
      if (this.#asked !== asked) return;
      // Only now: what waits for the socket to open is no answer's fault.
      if (error === null) this.#timer = setTimeout(this.#repeat, asked.waitMs);
      else this.#settle(mishapOf(error));
    });
  }

  readonly #repeat = (): void => {
    const asked = this.#asked;
    if (asked === undefined) return;
    if (asked.retries === 0) {
      this.#settle({ kind: 'timeout', reason: 'no answer' });
      return;
    }
    asked.retries -= 1;
    asked.waitMs *= BACK_OFF;
    this.#send(asked);
  };

  /** What is no answer to the question is passed over. */
  #hear(bytes: Uint8Array): void {
    const asked = this.#asked;
    const response = decodeResponse(bytes);
    if (asked === undefined || response?.id !== asked.id) return;
    this.#settle(replyOf(response, asked.question));
  }

  #settle(reply: Reply): void {
    const asked = this.#asked;
    if (asked === undefined) return;
    this.#asked = undefined;
    clearTimeout(this.#timer);
    asked.settle(reply);
  }
}

function replyOf({ errorStatus, errorIndex, varbinds }: Response, { oids }: Question): Reply {
  return errorStatus === 0
    ? { kind: 'answered', varbinds }
    : errorMishap(errorStatus, oids[errorIndex - 1]);
}
