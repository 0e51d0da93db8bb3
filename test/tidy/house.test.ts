/** Reads the source and holds it to the rules of the house that no compiler or linter knows. */
import { readdirSync, readFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import { describe, expect, it } from 'vitest';

const ROOT = join(import.meta.dirname, '../..');
const NOT_OURS: ReadonlySet<string> = new Set(['node_modules', '.git', 'dist', 'data']);
const WORKSPACES = [
  'agent',
  'collector',
  ...readdirSync(join(ROOT, 'packages')).map((name) => `packages/${name}`),
];

interface Source {
  /** From the root, with slashes. */
  readonly path: string;
  readonly text: string;
}

function filesUnder(folder: string): Source[] {
  return readdirSync(join(ROOT, folder), { withFileTypes: true }).flatMap((entry): Source[] => {
    if (NOT_OURS.has(entry.name)) return [];
    const path = posix.join(folder, entry.name);
    if (entry.isDirectory()) return filesUnder(path);
    return entry.isFile() ? [{ path, text: readFileSync(join(ROOT, path), 'utf8') }] : [];
  });
}

const files = filesUnder('.');
const sources = files.filter(({ path }) =>
  /^(?:agent|collector|packages|test|scripts)\/.*\.tsx?$/.test(path),
);
/** Without tests: those say what they are about in their names, and may reach for the lab. */
const modules = sources.filter(({ path }) => !/\.(?:test|config)\.tsx?$/.test(path));

/** The comment a module opens with, without its marks; "" when it opens with something else. */
function openingComment(text: string): string {
  const code = text.replace(/^#!.*\n/, '').trimStart();
  const block = /^\/\*\*?([\s\S]*?)\*\//.exec(code)?.[1];
  const lines = /^(?:\/\/.*\n)+/.exec(code)?.[0];
  return (block ?? lines ?? '').replace(/^[\s*/]+/gm, ' ').trim();
}

/** What a module imports, statically or not. */
function importsOf(text: string): string[] {
  const found = text.matchAll(/(?:\bfrom|\bimport)\s*\(?\s*['"]([^'"\n]+)['"]/g);
  return Array.from(found, ([, specifier = '']) => specifier);
}

function workspaceOf(path: string): string | undefined {
  return WORKSPACES.find((workspace) => path.startsWith(`${workspace}/`));
}

/** Which of our packages a workspace may import; apps are never among them. */
function isAllowed(workspace: string, imported: string): boolean {
  if (workspace === 'agent' || workspace === 'collector') {
    return ['@muster/facts', '@muster/hosts', '@muster/uplink'].includes(imported);
  }
  return (
    workspace !== 'packages/facts' && !['@muster/agent', '@muster/collector'].includes(imported)
  );
}

describe('the house', () => {
  it('has something to look at', () => {
    expect(modules.length).toBeGreaterThan(20);
  });

  it('opens every module with a sentence on its purpose', () => {
    const silent = modules.filter(
      ({ text }) => !/^(?!biome-ignore)\S+ .{8,}/.test(openingComment(text)),
    );
    expect(silent.map(({ path }) => path)).toEqual([]);
  });

  it('has no folder or file for what is homeless', () => {
    const homeless = /(?:^|\/)(?:utils?|helpers?|common|misc|lib)(?:[.-][^/]*)?(?:\/|$)/;
    expect(sources.map(({ path }) => path).filter((path) => homeless.test(path))).toEqual([]);
  });

  it('says at the head of a module above 400 lines why it is long (or that it is a table)', () => {
    const long = modules.filter(({ text }) => text.split('\n').length > 401);
    const unexcused = long.filter(
      ({ text }) => !/\b(?:long|data|table)\b/i.test(openingComment(text)),
    );
    expect(unexcused.map(({ path }) => path)).toEqual([]);
  });

  it('imports downwards only: facts nothing of ours, observers facts, hosts and uplink, nobody an app', () => {
    const upward = modules.flatMap(({ path, text }) => {
      const workspace = workspaceOf(path);
      if (workspace === undefined) return [];
      return importsOf(text)
        .filter((specifier) => {
          const [ours] = /^@muster\/[^/]+/.exec(specifier) ?? [];
          if (ours !== undefined) return !isAllowed(workspace, ours);
          const target = posix.join(posix.dirname(path), specifier);
          return specifier.startsWith('.') && !target.startsWith(`${workspace}/`);
        })
        .map((specifier) => `${path} imports ${specifier}`);
    });
    expect(upward).toEqual([]);
  });

  it('names no path of the machine it was written on, and no package registry', () => {
    // Spelled in parts, or this test would find itself.
    const local = new RegExp(['(?<![\\w.-])/', 'work(?:/|\\b(?!-))|\\.\\./', 'shared\\b'].join(''));
    const registry = new RegExp(
      ['https?://[^\\s/"\']*(?:', 'registry\\.|', 'npmjs\\.|', 'artifactory)'].join(''),
    );
    // The CI script alone knows where a checkout finds its neighbors.
    const spoken = files.filter(({ path }) => !path.startsWith('.ci/'));
    const naming = spoken.filter(({ text }) => local.test(text) || registry.test(text));
    expect(naming.map(({ path }) => path)).toEqual([]);
  });
});
