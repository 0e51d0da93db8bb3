/**
 * A real SSH server on loopback for simulated devices: who may come in and how, and what stands
 * behind a shell or exec channel. What it says is supplied; what it does wrong is asked for.
 */
import { createHash } from 'node:crypto';
import { connect as connectTcp } from 'node:net';
import ssh2, {
  type Algorithms,
  type AuthContext,
  type Connection,
  type ServerChannel,
  type Session,
} from 'ssh2';

/** What a person behind a terminal would do: gets text, gives text. */
export interface Terminal {
  write(text: string): void;
  /** What is typed from now on goes to `listener`; chunks as they arrive. */
  onData(listener: (text: string) => void): void;
  hangUp(): void;
}

export interface SshServerOptions {
  /** 0, the default, takes a free one. */
  readonly port?: number;
  /** OpenSSH or PEM private key; a fresh Ed25519 one where absent. */
  readonly hostKey?: string;
  readonly user?: string;
  readonly password?: string;
  /** OpenSSH public keys that let the user in. */
  readonly publicKeys?: readonly string[];
  /** `none`: the login is asked for inside the shell. */
  readonly methods?: readonly ('none' | 'password' | 'keyboard-interactive' | 'publickey')[];
  /** Behind "SSH-2.0-". */
  readonly identification?: string;
  readonly banner?: string;
  readonly algorithms?: Algorithms;
  readonly shell?: (terminal: Terminal) => void;
  readonly exec?: (
    command: string,
  ) => { readonly output: string; readonly code?: number } | undefined;
  /** Whether connections may be forwarded, as through a jump host. */
  readonly forwards?: boolean;
}

export interface SshServer {
  readonly port: number;
  /** "SHA256:…" as OpenSSH prints it. */
  readonly fingerprint: string;
  /** Secrets that were offered, in order, by method: for tests of what is tried. */
  readonly attempts: readonly string[];
  /** How many sessions were ended by the client's own goodbye or hang-up. */
  connections(): number;
  close(): Promise<void>;
}

export async function startSshServer(options: SshServerOptions): Promise<SshServer> {
  const hostKey = options.hostKey ?? makeHostKey();
  const parsed = ssh2.utils.parseKey(hostKey);
  if (parsed instanceof Error || Array.isArray(parsed)) throw new Error('not a private key');
  const fingerprint = createHash('sha256').update(parsed.getPublicSSH()).digest('base64');
  const attempts: string[] = [];
  const live = new Set<Connection>();
  const server = new ssh2.Server(
    {
      hostKeys: [hostKey],
      ...(options.identification !== undefined && { ident: options.identification }),
      ...(options.banner !== undefined && { banner: options.banner }),
      ...(options.algorithms !== undefined && { algorithms: options.algorithms }),
    },
    (client) => {
      live.add(client);
      client.on('close', () => live.delete(client));
      // A client that leaves in the middle is no error of the simulated device.
      client.on('error', () => {});
      serve(client, options, attempts);
    },
  );
  server.on('connection', (socket: { setNoDelay?: (on: boolean) => void }) => {
    socket.setNoDelay?.(true);
  });
  const port = await listen(server, options.port ?? 0);
  return {
    port,
    fingerprint: `SHA256:${fingerprint.replace(/=+$/, '')}`,
    attempts,
    connections: () => live.size,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const client of live) client.end();
      }),
  };
}

/** A private key in OpenSSH's format, made anew. */
export function makeHostKey(): string {
  return makeUserKey().private;
}

/** The library pads some Ed25519 keys wrongly, about one in a hundred: those are made again. */
const KEY_TRIES_MAX = 16;

/** A key pair for a user, made anew: private in OpenSSH's format, public as in authorized_keys. */
export function makeUserKey(): { readonly private: string; readonly public: string } {
  for (let tries = 0; tries < KEY_TRIES_MAX; tries += 1) {
    const pair = ssh2.utils.generateKeyPairSync('ed25519');
    if (!(ssh2.utils.parseKey(pair.private) instanceof Error)) return pair;
  }
  throw new Error(`no usable key in ${KEY_TRIES_MAX} tries`);
}

function listen(server: ssh2.Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => {
      const address = server.address();
      if (address === null || typeof address === 'string') reject(new Error('no TCP port'));
      else resolve(address.port);
    });
  });
}

function serve(client: Connection, options: SshServerOptions, attempts: string[]): void {
  client.on('authentication', (context) => authenticate(context, options, attempts));
  client.on('session', (accept) => serveSession(accept(), options));
  client.on('tcpip', (accept, reject, info) => {
    if (options.forwards !== true) {
      reject();
      return;
    }
    const socket = connectTcp(info.destPort, info.destIP);
    socket.once('error', () => reject());
    socket.once('connect', () => {
      const channel = accept();
      socket.on('error', () => {});
      channel.on('error', () => {});
      channel.pipe(socket).pipe(channel);
    });
  });
}

function authenticate(context: AuthContext, options: SshServerOptions, attempts: string[]): void {
  const methods = options.methods ?? ['password'];
  const refuse = () => context.reject(methods.filter((method) => method !== 'none'));
  if (context.method === 'none') {
    if (methods.includes('none')) context.accept();
    else refuse();
    return;
  }
  if (options.user !== undefined && context.username !== options.user) refuse();
  else if (context.method === 'password' && methods.includes('password')) {
    attempts.push(`password ${context.password}`);
    if (context.password === options.password) context.accept();
    else refuse();
  } else if (context.method === 'publickey' && methods.includes('publickey')) {
    if (isKnownKey(context, options.publicKeys ?? [])) context.accept();
    else refuse();
  } else if (
    context.method === 'keyboard-interactive' &&
    methods.includes('keyboard-interactive')
  ) {
    context.prompt([{ prompt: 'Password: ', echo: false }], (answers) => {
      attempts.push(`keyboard-interactive ${answers[0] ?? ''}`);
      if (answers[0] === options.password) context.accept();
      else refuse();
    });
  } else refuse();
}

type KeyContext = Extract<AuthContext, { method: 'publickey' }>;

function isKnownKey(context: KeyContext, known: readonly string[]): boolean {
  for (const text of known) {
    const key = ssh2.utils.parseKey(text);
    if (key instanceof Error || Array.isArray(key)) continue;
    if (context.key.algo !== key.type || !context.key.data.equals(key.getPublicSSH())) continue;
    if (context.signature === undefined || context.blob === undefined) return true;
    return key.verify(context.blob, context.signature, context.hashAlgo) === true;
  }
  return false;
}

function serveSession(session: Session, options: SshServerOptions): void {
  session.on('pty', (accept) => accept());
  session.on('env', (accept) => accept?.());
  session.on('shell', (accept, reject) => {
    if (options.shell === undefined) return reject();
    const channel = accept();
    channel.on('error', () => {});
    options.shell(terminalOf(channel));
  });
  session.on('exec', (accept, reject, { command }) => {
    const answer = options.exec?.(command);
    if (answer === undefined) return reject();
    const channel = accept();
    channel.on('error', () => {});
    channel.write(answer.output);
    channel.exit(answer.code ?? 0);
    channel.end();
  });
}

function terminalOf(channel: ServerChannel): Terminal {
  return {
    write: (text) => {
      if (channel.writable) channel.write(text);
    },
    onData: (listener) => {
      channel.on('data', (chunk: Buffer) => listener(chunk.toString('utf8')));
    },
    hangUp: () => {
      channel.exit(0);
      channel.end();
    },
  };
}
