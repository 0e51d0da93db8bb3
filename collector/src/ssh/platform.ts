/**
 * The shape of a platform: everything the collector knows of one network or host operating system,
 * as data. One file each under `platforms/`; the list is `platforms.ts`.
 */
import type { DeviceClass } from '@muster/facts/observation';
import type { Dialect } from './driver/dialect.ts';
import type { HostFacts } from './hosts/host-facts.ts';
import type { Row } from './rows.ts';

export const INTENTS = [
  'version',
  'inventory',
  'stack',
  'modules',
  'lldp',
  'cdp',
  'mac',
  'arp',
  'interfaces',
  'aps',
] as const;
/** What a command is asked for. */
export type Intent = (typeof INTENTS)[number];

/** Reads one command's output, already rendered as a terminal would show it. */
export type Parser = (text: string) => readonly Row[];

export interface CommandParser {
  /** Matched against the command in lower case with single blanks. */
  readonly command: RegExp;
  readonly parse: Parser;
}

/** A command, or several spellings of it of which the first that is not refused counts. */
export type Ask = string | readonly string[];

export interface Recognition {
  /** In the server's identification string. */
  readonly server?: RegExp;
  /** In the prompt or the greeting. */
  readonly greeting?: RegExp;
  /** One command, and what its output has on this platform only. */
  readonly command: string;
  readonly output: RegExp;
  /** And what it never has: the sign of a relative. */
  readonly not?: RegExp;
}

export interface Platform {
  /** Our name for it: "cisco-ios". */
  readonly id: string;
  /** What others call it, in any spelling of "-" and "_". */
  readonly aliases: readonly string[];
  readonly vendor?: string;
  readonly os: string;
  readonly class?: DeviceClass;
  /** `exec`: one command per channel works well, on one connection. */
  readonly channel: 'exec' | 'shell';
  readonly dialect: Dialect;
  readonly recognize: Recognition;
  readonly commands: Partial<Readonly<Record<Intent, readonly Ask[]>>>;
  readonly parsers: readonly CommandParser[];
  /** For hosts: reads the output of the one command of intent `version` as a whole. */
  readonly host?: (output: string) => HostFacts | undefined;
  /** What kind of device a model is, where the platform runs on several kinds. */
  readonly classes?: readonly (readonly [RegExp, DeviceClass])[];
}

/** All that is ever sent to a device of this platform, besides keys that answer its questions. */
export function allowedCommands(platform: Platform): ReadonlySet<string> {
  const { dialect, recognize, commands } = platform;
  return new Set([
    ...dialect.setup,
    ...dialect.leave,
    ...dialect.modes.flatMap(({ enter }) => (enter === undefined ? [] : [enter.command])),
    recognize.command,
    ...Object.values(commands).flatMap((asks) => asks.flat()),
  ]);
}
