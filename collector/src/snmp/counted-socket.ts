/**
 * The UDP socket under a session: counts what passes, and tells a port nobody listens on from
 * silence. It stands in for the library's own socket.
 */
import dgram from 'node:dgram';
import { EventEmitter } from 'node:events';

export interface Traffic {
  requests: number;
  bytesIn: number;
  bytesOut: number;
}

/**
 * Starts connected, so that the host's "port unreachable" comes back as an error. A device that
 * stays silent may be answering from another of its addresses, which a connected socket would not
 * hear: from the first repetition on it listens to anyone.
 */
export class CountedSocket extends EventEmitter {
  readonly #socket: dgram.Socket;
  readonly #traffic: Traffic;
  readonly #onRefused: () => void;
  #state: 'new' | 'connecting' | 'connected' | 'open' = 'new';
  #heard = false;
  #closed = false;

  constructor(type: dgram.SocketType, traffic: Traffic, onRefused: () => void) {
    super();
    this.#traffic = traffic;
    this.#onRefused = onRefused;
    this.#socket = dgram.createSocket(type);
    this.#socket.on('message', (bytes, from) => {
      this.#heard = true;
      this.#traffic.bytesIn += bytes.length;
      this.emit('message', bytes, from);
    });
    this.#socket.on('error', () => this.#onRefused());
    this.#socket.on('close', () => this.emit('close'));
  }

  /** The signature the library calls. */
  send(
    bytes: Uint8Array,
    _offset: number,
    _length: number,
    port: number,
    address: string,
    done: (error: Error | null) => void,
  ): void {
    if (this.#closed) {
      done(new Error('the session is closed'));
      return;
    }
    this.#traffic.requests += 1;
    this.#traffic.bytesOut += bytes.length;
    const sent = (error: Error | null): void => done(error);
    switch (this.#state) {
      case 'new':
        this.#state = 'connecting';
        this.#socket.connect(port, address, () => {
          if (this.#closed) {
            done(new Error('the session is closed'));
            return;
          }
          this.#state = 'connected';
          this.#socket.send(bytes, sent);
        });
        return;
      case 'connected':
        if (this.#heard) {
          this.#socket.send(bytes, sent);
          return;
        }
        this.#socket.disconnect();
        this.#state = 'open';
        this.#socket.send(bytes, port, address, sent);
        return;
      case 'connecting':
        // Two requests at once before the first is out: the library never does it.
        done(new Error('the socket is not ready'));
        return;
      case 'open':
        this.#socket.send(bytes, port, address, sent);
    }
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#socket.close();
  }

  ref(): void {
    this.#socket.ref();
  }

  unref(): void {
    this.#socket.unref();
  }
}
