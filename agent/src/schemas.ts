/**
 * What the agent's configuration may say, as an interface and as a TypeBox schema. What runs goes
 * by `checks.ts`, which `npm run checks` writes of the schema; `config-problems.ts` takes the
 * schema itself to say what is wrong.
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

export const agentFileSchema: TSchema = agentFile;
export const agentChecked: Readonly<Record<string, TSchema>> = { AgentFile: agentFile };

/** Fails to compile when the schema admits what the interface does not. */
const agrees: Static<typeof agentFile> extends AgentFile ? true : never = true;
void agrees;
