/** A host that remembers every question and its answer. */
import type { Host, InterfaceAddress, Read } from '@muster/hosts/host/host';
import type { CaptureEntry } from '../schemas.ts';

/** An entry with its content still at hand. */
export interface Recorded {
  readonly entry: Omit<CaptureEntry, 'file'>;
  readonly content?: Uint8Array;
}

export interface Recorder {
  readonly host: Host;
  /** In the order in which they were first asked; each question once. */
  readonly recorded: () => readonly Recorded[];
}

export function recordHost(host: Host): Recorder {
  const kept = new Map<string, Recorded>();
  const keep = <T>(
    ask: CaptureEntry['ask'],
    path: string,
    read: Read<T>,
    answer: (value: T) => Partial<Recorded['entry']> & { readonly content?: Uint8Array },
  ): Read<T> => {
    const { content, ...said } =
      read.kind === 'read' ? answer(read.value) : { refused: read.kind, content: undefined };
    const entry = { ask, path, ...said };
    if (!kept.has(`${ask} ${path}`))
      kept.set(`${ask} ${path}`, content === undefined ? { entry } : { entry, content });
    return read;
  };
  const encode = (text: string) => ({ content: new TextEncoder().encode(text) });
  const readBytes = async (path: string) =>
    keep('bytes', path, await host.readBytes(path), (content) => ({ content }));
  return {
    recorded: () => [...kept.values()],
    host: {
      platform: host.platform,
      readBytes,
      // Asked for as bytes, so that what is no text is kept as it is.
      readText: async (path) => {
        const read = await readBytes(path);
        return read.kind === 'read'
          ? { ...read, value: new TextDecoder().decode(read.value) }
          : read;
      },
      list: async (path) => keep('list', path, await host.list(path), (names) => ({ names })),
      readLink: async (path) =>
        keep('link', path, await host.readLink(path), (target) => ({ target })),
      ...(host.changedAt && {
        changedAt: async (path: string) =>
          keep('changed', path, (await host.changedAt?.(path)) ?? { kind: 'absent' }, (at) => ({
            changedAt: at.toISOString(),
          })),
      }),
      addresses: async () =>
        keep('addresses', '', await host.addresses(), (all: readonly InterfaceAddress[]) => ({
          addresses: all,
        })),
      run: async (command) => keep('run', command.name, await host.run(command), encode),
    },
  };
}
