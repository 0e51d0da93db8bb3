/** UDP sockets that only listen, and that come by themselves when they may: see `failing`. */
import { createSocket, type Socket } from 'node:dgram';
import { networkInterfaces } from 'node:os';

export interface SegmentSocketOptions {
  /** "dhcp", "mdns", "ssdp": in the health that is reported. */
  readonly name: string;
  readonly port: number;
  /** Multicast group, joined on every interface with an IPv4 address. */
  readonly group?: string;
  readonly onMessage: (bytes: Buffer, from: string) => void | Promise<void>;
}

/** Interfaces come and go, ports get free: both are looked at this often. */
const REFRESH_MS = 30_000;

export class SegmentSocket {
  readonly #options: SegmentSocketOptions;
  readonly #timer: NodeJS.Timeout;
  readonly #joined = new Set<string>();
  #socket: Socket | undefined;
  #trouble: string | undefined;

  constructor(options: SegmentSocketOptions) {
    this.#options = options;
    this.#open();
    this.#timer = setInterval(() => this.#refresh(), REFRESH_MS);
  }

  failing(): readonly { readonly what: string; readonly why: string }[] {
    return this.#trouble === undefined ? [] : [{ what: this.#options.name, why: this.#trouble }];
  }

  async close(): Promise<void> {
    clearInterval(this.#timer);
    const socket = this.#socket;
    this.#socket = undefined;
    if (socket !== undefined) await new Promise<void>((resolve) => socket.close(() => resolve()));
  }

  #refresh(): void {
    if (this.#socket === undefined) this.#open();
    else this.#join(this.#socket);
  }

  #open(): void {
    // Others listen here too: avahi, a DHCP server.
    const socket = createSocket({ type: 'udp4', reuseAddr: true });
    this.#socket = socket;
    socket.on('error', (error: NodeJS.ErrnoException) => {
      this.#trouble =
        error.code === 'EACCES'
          ? `port ${this.#options.port} may not be opened: it needs CAP_NET_BIND_SERVICE`
          : error.message;
      if (this.#socket === socket) this.#socket = undefined;
      this.#joined.clear();
      socket.close();
    });
    socket.on('message', (bytes, { address }) => void this.#options.onMessage(bytes, address));
    socket.bind(this.#options.port, () => {
      this.#trouble = undefined;
      this.#join(socket);
    });
  }

  #join(socket: Socket): void {
    const { group } = this.#options;
    if (group === undefined) return;
    const addresses = Object.values(networkInterfaces()).flatMap((list) =>
      (list ?? []).filter(({ family }) => family === 'IPv4').map(({ address }) => address),
    );
    for (const address of addresses) {
      if (this.#joined.has(address)) continue;
      try {
        socket.addMembership(group, address);
        this.#joined.add(address);
      } catch (error) {
        // An interface without multicast, or one that has just gone.
        if (addresses.length === 1) this.#trouble = String(error);
      }
    }
    for (const address of this.#joined)
      if (!addresses.includes(address)) this.#joined.delete(address);
  }
}
