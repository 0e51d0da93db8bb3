/**
 * All that the readers may do with the machine they describe. Small on purpose: a captured folder
 * answers the same questions as a live host, so the very same readers run over both, on any OS.
 *
 * What the world may do (a missing file, a refused permission) is a value; a reader decides what
 * it means. Paths are absolute and written the host's way.
 */

export type HostPlatform = 'linux' | 'darwin' | 'win32' | 'other';

/** Why a thing could not be read, in the words of an observation's `unread`. */
export type Refusal = 'absent' | 'permission' | 'timeout' | 'failed';

export type Read<T> =
  | { readonly kind: 'read'; readonly value: T; readonly truncated?: boolean }
  | { readonly kind: Refusal; readonly reason?: string };

export interface Command {
  readonly file: string;
  readonly args: readonly string[];
  /** Afterwards the process and its children are killed. */
  readonly timeoutMs: number;
  /** Text for its standard input. */
  readonly input?: string;
  /** A short name for the command in captures and in `unread`. */
  readonly name: string;
}

export interface InterfaceAddress {
  readonly name: string;
  /** IPv4, or IPv6 without zone. */
  readonly address: string;
  readonly mac?: string;
}

export interface Host {
  readonly platform: HostPlatform;
  readText(path: string): Promise<Read<string>>;
  readBytes(path: string): Promise<Read<Uint8Array>>;
  /** The names in a folder, sorted. */
  list(path: string): Promise<Read<readonly string[]>>;
  /** The target of a symbolic link, as it stands in the link. */
  readLink(path: string): Promise<Read<string>>;
  /** When a file's content was last written. Absent where a host cannot tell. */
  changedAt?(path: string): Promise<Read<Date>>;
  /** The addresses of all interfaces that are up. */
  addresses(): Promise<Read<readonly InterfaceAddress[]>>;
  /** Standard output of a command that ended with 0. */
  run(command: Command): Promise<Read<string>>;
}

/** A file's bound: the largest read is an SMBIOS table or a system_profiler report. */
export const FILE_BYTES_MAX: number = 16 * 1024 * 1024;

/** The value, or undefined whatever the reason: for what is good to have and no loss without. */
export function found<T>(read: Read<T>): T | undefined {
  return read.kind === 'read' ? read.value : undefined;
}

/** The trimmed text of a one-line file; undefined when it is empty or cannot be read. */
export async function readLine(host: Host, path: string): Promise<string | undefined> {
  const text = found(await host.readText(path))?.trim();
  return text === '' ? undefined : text;
}

/** A whole number in decimal, or in hexadecimal with 0x; undefined when it is none. */
export async function readNumber(host: Host, path: string): Promise<number | undefined> {
  const text = await readLine(host, path);
  if (text === undefined || !/^-?(?:\d+|0x[0-9a-f]+)$/i.test(text)) return undefined;
  const value = Number(text);
  return Number.isSafeInteger(value) ? value : undefined;
}

/** The names in a folder; none when it is absent or closed. */
export async function namesIn(host: Host, path: string): Promise<readonly string[]> {
  return found(await host.list(path)) ?? [];
}

/** The last part of a link's target: in sysfs the name of the driver, subsystem or device. */
export async function linkName(host: Host, path: string): Promise<string | undefined> {
  const target = found(await host.readLink(path));
  return target?.split('/').at(-1);
}
