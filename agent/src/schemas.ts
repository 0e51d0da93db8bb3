/**
 * What the agent reads from files, as interfaces and as TypeBox schemas: its configuration, the
 * state it leaves for `status`, captures. Nothing that runs imports the schemas: `npm run checks`
 * compiles them into `checks.ts`, so that an agent needs no compiler.
 */
import { type Static, type TSchema, Type } from 'typebox';
import { PROBE_NAMES } from './probe-names.ts';

export interface AgentFile {
  readonly reconciler?: string;
  /** Relative to the configuration's folder, as all paths are. */
  readonly tokenFile?: string;
  readonly data?: string;
  readonly site?: string;
  readonly every?: string;
  readonly spread?: string;
  /** Probes left out, by name. */
  readonly without?: readonly string[];
  readonly tls?: { readonly ca?: string; readonly certificate?: string; readonly key?: string };
  readonly log?: 'debug' | 'info' | 'warn' | 'error';
}

/** What `status` tells: written after every look. */
export interface AgentState {
  readonly writtenAt: string;
  readonly processId: number;
  readonly version: string;
  readonly reconciler: string;
  readonly installId: string;
  readonly observerId?: string;
  /** As `LinkState` of the uplink says it. */
  readonly link: { readonly kind: string; readonly reason?: string };
  readonly lastLookAt?: string;
  readonly nextLookAt?: string;
  readonly spooledBatches: number;
  readonly spooledBytes: number;
  readonly lost: number;
  readonly unread: readonly string[];
}

/** The manifest of a capture (`capture/format.ts`). */
/** One question. `path` is the command's name for `run` and empty for `addresses`. */
export interface CaptureEntry {
  readonly ask: 'bytes' | 'list' | 'link' | 'changed' | 'addresses' | 'run';
  readonly path: string;
  /** Absent: it was read. */
  readonly refused?: 'absent' | 'permission' | 'timeout' | 'failed';
  /** The file with the content, of `bytes` and `run`. */
  readonly file?: string;
  readonly names?: readonly string[];
  readonly target?: string;
  readonly changedAt?: string;
  readonly addresses?: readonly {
    readonly name: string;
    readonly address: string;
    readonly mac?: string;
  }[];
}

export interface Capture {
  readonly schema: 'muster.capture/1';
  readonly platform: 'linux' | 'darwin' | 'win32' | 'other';
  readonly capturedAt: string;
  readonly agentVersion: string;
  readonly scrubbed: boolean;
  readonly entries: readonly CaptureEntry[];
}

const closed = { additionalProperties: false } as const;
const text = Type.String({ minLength: 1, maxLength: 1024 });
const duration = Type.String({ pattern: '^\\d{1,6}(s|m|h|d)$', description: 'such as 30m or 1h' });
const agentFile = Type.Object(
  {
    reconciler: Type.Optional(text),
    tokenFile: Type.Optional(text),
    data: Type.Optional(text),
    site: Type.Optional(Type.String({ minLength: 1, maxLength: 256 })),
    every: Type.Optional(duration),
    spread: Type.Optional(duration),
    without: Type.Optional(Type.Array(Type.String({ enum: [...PROBE_NAMES] }), { maxItems: 64 })),
    tls: Type.Optional(
      Type.Object(
        {
          ca: Type.Optional(text),
          certificate: Type.Optional(text),
          key: Type.Optional(text),
        },
        closed,
      ),
    ),
    log: Type.Optional(
      Type.Unsafe<'debug' | 'info' | 'warn' | 'error'>(
        Type.String({ enum: ['debug', 'info', 'warn', 'error'] }),
      ),
    ),
  },
  closed,
);

const said = Type.String({ maxLength: 2048 });
const count = Type.Integer({ minimum: 0 });
const agentState = Type.Object(
  {
    writtenAt: said,
    processId: count,
    version: said,
    reconciler: said,
    installId: said,
    observerId: Type.Optional(said),
    link: Type.Object({ kind: said, reason: Type.Optional(said) }, closed),
    lastLookAt: Type.Optional(said),
    nextLookAt: Type.Optional(said),
    spooledBatches: count,
    spooledBytes: count,
    lost: count,
    unread: Type.Array(said, { maxItems: 256 }),
  },
  closed,
);
const path = Type.String({ maxLength: 4096 });
const oneOf = <const V extends readonly string[]>(values: V) =>
  Type.Unsafe<V[number]>(Type.String({ enum: [...values] }));
const instant = Type.String({ pattern: '^\\d{4}-\\d{2}-\\d{2}T[\\d:.]{8,16}Z$' });
const capture = Type.Object(
  {
    schema: Type.Literal('muster.capture/1'),
    platform: oneOf(['linux', 'darwin', 'win32', 'other']),
    capturedAt: instant,
    agentVersion: path,
    scrubbed: Type.Boolean(),
    entries: Type.Array(
      Type.Object(
        {
          ask: oneOf(['bytes', 'list', 'link', 'changed', 'addresses', 'run']),
          path,
          refused: Type.Optional(oneOf(['absent', 'permission', 'timeout', 'failed'])),
          file: Type.Optional(Type.String({ pattern: '^[0-9A-Za-z][0-9A-Za-z._-]{0,127}$' })),
          names: Type.Optional(Type.Array(path, { maxItems: 65_536 })),
          target: Type.Optional(path),
          changedAt: Type.Optional(instant),
          addresses: Type.Optional(
            Type.Array(
              Type.Object({ name: path, address: path, mac: Type.Optional(path) }, closed),
              { maxItems: 4096 },
            ),
          ),
        },
        closed,
      ),
      { maxItems: 65_536 },
    ),
  },
  closed,
);

export const agentChecked: Readonly<Record<string, TSchema>> = {
  AgentFile: agentFile,
  AgentState: agentState,
  Capture: capture,
};

/** Fails to compile when a schema admits what its interface does not. */
type Agrees = [
  Static<typeof agentFile> extends AgentFile ? true : never,
  Static<typeof agentState> extends AgentState ? true : never,
  Static<typeof capture> extends Capture ? true : never,
];
const agrees: Agrees = [true, true, true];
void agrees;
