/**
 * A capture: everything the readers asked a host and what it answered, as a folder.
 *
 *     capture.json          the questions with their answers; contents by file name
 *     files/0001-…          one content a file, named after what it is
 *
 * It holds answers, not a tree of files: links, refusals and command outputs are answers, too, and
 * a folder of Windows can hold a capture of Linux.
 */
import { type Parsed, parserOf } from '@muster/facts/parsed';
import { Type } from 'typebox';

export const CAPTURE_SCHEMA_ID = 'muster.capture/1';
export const MANIFEST_NAME = 'capture.json';

/** One question. `path` is the command's name for `run` and empty for `addresses`. */
export interface CaptureEntry {
  readonly ask: 'bytes' | 'list' | 'link' | 'addresses' | 'run';
  readonly path: string;
  /** Absent: it was read. */
  readonly refused?: 'absent' | 'permission' | 'timeout' | 'failed';
  /** The file with the content, of `bytes` and `run`. */
  readonly file?: string;
  readonly names?: readonly string[];
  readonly target?: string;
  readonly addresses?: readonly {
    readonly name: string;
    readonly address: string;
    readonly mac?: string;
  }[];
}

export interface Capture {
  readonly schema: typeof CAPTURE_SCHEMA_ID;
  readonly platform: 'linux' | 'darwin' | 'win32' | 'other';
  readonly capturedAt: string;
  readonly agentVersion: string;
  readonly scrubbed: boolean;
  readonly entries: readonly CaptureEntry[];
}

const closed = { additionalProperties: false } as const;
const text = Type.String({ maxLength: 4096 });
const oneOf = <const V extends readonly string[]>(values: V) =>
  Type.Unsafe<V[number]>(Type.String({ enum: [...values] }));
const schema = Type.Object(
  {
    schema: Type.Literal(CAPTURE_SCHEMA_ID),
    platform: oneOf(['linux', 'darwin', 'win32', 'other']),
    capturedAt: Type.String({ pattern: '^\\d{4}-\\d{2}-\\d{2}T[\\d:.]{8,16}Z$' }),
    agentVersion: text,
    scrubbed: Type.Boolean(),
    entries: Type.Array(
      Type.Object(
        {
          ask: oneOf(['bytes', 'list', 'link', 'addresses', 'run']),
          path: text,
          refused: Type.Optional(oneOf(['absent', 'permission', 'timeout', 'failed'])),
          file: Type.Optional(Type.String({ pattern: '^[0-9A-Za-z][0-9A-Za-z._-]{0,127}$' })),
          names: Type.Optional(Type.Array(text, { maxItems: 65_536 })),
          target: Type.Optional(text),
          addresses: Type.Optional(
            Type.Array(
              Type.Object({ name: text, address: text, mac: Type.Optional(text) }, closed),
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
const check = parserOf(schema);

export function parseCapture(input: unknown): Parsed<Capture> {
  return check(input);
}
