/**
 * A host made of values: what a capture holds, or what a test makes up. Whatever is not in it is
 * absent, as it was on the host when it was asked.
 */
import type { Command, Host, HostPlatform, InterfaceAddress, Read, Refusal } from './host.ts';

export interface Tree {
  readonly platform: HostPlatform;
  /** By absolute path; texts as UTF-8. */
  readonly files?: ReadonlyMap<string, Uint8Array | string>;
  readonly links?: ReadonlyMap<string, string>;
  /** When files were last written, by path. */
  readonly changes?: ReadonlyMap<string, Date>;
  /** Folders whose names are not just those of `files` and `links`. */
  readonly lists?: ReadonlyMap<string, readonly string[]>;
  /** By path, folder or the name of a command. */
  readonly refused?: ReadonlyMap<string, Refusal>;
  /** Standard output by the name of the command. */
  readonly outputs?: ReadonlyMap<string, string>;
  readonly addresses?: readonly InterfaceAddress[];
}

export function openTreeHost(tree: Tree): Host {
  const refused = (path: string): Read<never> => ({ kind: tree.refused?.get(path) ?? 'absent' });
  const read = <T>(path: string, convert: (content: Uint8Array | string) => T): Read<T> => {
    const content = tree.files?.get(path);
    return content === undefined ? refused(path) : { kind: 'read', value: convert(content) };
  };
  return {
    platform: tree.platform,
    readBytes: async (path) => read(path, bytesOf),
    readText: async (path) => read(path, textOf),
    list: async (path) => {
      const names = tree.lists?.get(path) ?? namesBelow(tree, path);
      return names.length === 0 ? refused(path) : { kind: 'read', value: names };
    },
    readLink: async (path) => {
      const target = tree.links?.get(path);
      return target === undefined ? refused(path) : { kind: 'read', value: target };
    },
    changedAt: async (path) => {
      const at = tree.changes?.get(path);
      return at === undefined ? refused(path) : { kind: 'read', value: at };
    },
    addresses: async () =>
      tree.addresses === undefined ? { kind: 'absent' } : { kind: 'read', value: tree.addresses },
    run: async ({ name }: Command) => {
      const output = tree.outputs?.get(name);
      return output === undefined ? refused(name) : { kind: 'read', value: output };
    },
  };
}

function bytesOf(content: Uint8Array | string): Uint8Array {
  return typeof content === 'string' ? new TextEncoder().encode(content) : content;
}

function textOf(content: Uint8Array | string): string {
  return typeof content === 'string' ? content : new TextDecoder().decode(content);
}

function namesBelow({ files, links, refused }: Tree, folder: string): readonly string[] {
  const names = new Set<string>();
  const prefix = `${folder}/`;
  for (const paths of [files, links, refused]) {
    for (const path of paths?.keys() ?? []) {
      const name = path.startsWith(prefix) ? path.slice(prefix.length).split('/')[0] : undefined;
      if (name !== undefined && name !== '') names.add(name);
    }
  }
  return [...names].sort();
}
