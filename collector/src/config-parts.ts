/** Pieces that the sections of the configuration file share: types, their schemas, defaults. */
import { Type } from 'typebox';

/** Exactly one of them: secrets are not written into this file. */
export interface SecretReference {
  /** Relative to the configuration's folder. */
  readonly file?: string;
  /** Name of an environment variable. */
  readonly env?: string;
}

export interface PolledFile {
  /** An address, a name, a CIDR block or from-to. */
  readonly address: string;
  readonly port?: number;
  readonly every?: string;
  readonly timeout?: string;
  /** When it is not asked, instead of the collector's own. */
  readonly quiet?: readonly string[];
}

export interface BudgetFile {
  readonly requestsPerSecond?: number;
  /** Both ways. */
  readonly bytesPerSecond?: number;
}

/** How often and how many at once: a section's own, for targets that say nothing. */
export interface RhythmFile {
  readonly every?: string;
  readonly timeout?: string;
  readonly concurrency?: number;
}

/** What holds where the file says nothing. */
export const CONFIG_DEFAULTS = {
  /** Serials change by the day, not by the minute; attachments are worth an hour. */
  every: '1h',
  /** A stack of eight over a slow link takes about two minutes. */
  snmpTimeout: '5m',
  sshTimeout: '3m',
  /** An enclosure of sixteen blades is a thousand resources, each asked for in turn. */
  redfishTimeout: '10m',
  /** SNMP waits most of the time; SSH costs the device and us a key exchange each. */
  snmpConcurrency: 32,
  sshConcurrency: 8,
  redfishConcurrency: 8,
  /** A large chassis answers some hundreds a second; what is small and old has one slow core. */
  device: { requestsPerSecond: 200, bytesPerSecond: 1_000_000 },
  subnet: { requestsPerSecond: 2000, bytesPerSecond: 10_000_000, concurrency: 16 },
  /** Directories lock an account after five to ten. */
  lockout: { tries: 4, window: '15m' },
  /** A reconciler that restarts, or a link that blinks, is back by then. */
  takeover: '30s',
  snmpPort: 161,
  trapAddress: '0.0.0.0',
  trapPort: 162,
  sshPort: 22,
  redfishPort: 443,
  /** Half of what Linux keeps a neighbor that is not asked again. */
  neighborsEvery: '30s',
} as const;

export const closed: { readonly additionalProperties: false } = { additionalProperties: false };
export const text: Type.TString = Type.String({ minLength: 1, maxLength: 1024 });
export const duration: Type.TString = Type.String({
  pattern: '^\\d+(\\.\\d+)?(ms|s|m|h|d)$',
  maxLength: 16,
});
export const port: Type.TInteger = Type.Integer({ minimum: 1, maximum: 65_535 });
export const secret: Type.TUnsafe<SecretReference> = Type.Unsafe<SecretReference>(
  Type.Object({ file: Type.Optional(text), env: Type.Optional(text) }, closed),
);

export function oneOf<const V extends readonly string[]>(values: V): Type.TUnsafe<V[number]> {
  return Type.Unsafe<V[number]>(Type.String({ enum: [...values] }));
}

export const concurrency: Type.TInteger = Type.Integer({ minimum: 1, maximum: 1024 });
export const quiet: Type.TArray<Type.TString> = Type.Array(text, { maxItems: 64 });
const optionalDuration = Type.Optional(duration);

export const polled: {
  readonly address: Type.TString;
  readonly port: Type.TOptional<Type.TInteger>;
  readonly every: Type.TOptional<Type.TString>;
  readonly timeout: Type.TOptional<Type.TString>;
  readonly quiet: Type.TOptional<Type.TArray<Type.TString>>;
} = {
  address: text,
  port: Type.Optional(port),
  every: optionalDuration,
  timeout: optionalDuration,
  quiet: Type.Optional(quiet),
};

export const rhythm: {
  readonly every: Type.TOptional<Type.TString>;
  readonly timeout: Type.TOptional<Type.TString>;
  readonly concurrency: Type.TOptional<Type.TInteger>;
} = {
  every: optionalDuration,
  timeout: optionalDuration,
  concurrency: Type.Optional(concurrency),
};

/** A /16 of single addresses. */
export const TARGETS_MAX = 65_536;
