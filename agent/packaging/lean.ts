/**
 * What the bundler does beyond bundling: system modules load when they are first used, and what the
 * agent never calls stays out.
 *
 * A bundle is one module, so whatever any part of it imports would load at every start; source
 * modules that a command does not need stay asleep by themselves, system modules do not.
 */
import { builtinModules } from 'node:module';
import type { Plugin } from 'rolldown';

const BUILTIN = '\0builtin:';
const ABSENT = '\0absent';

/** Optional native parts of ws, which it does without. */
const OPTIONAL: ReadonlySet<string> = new Set(['bufferutil', 'utf-8-validate']);

const builtins: ReadonlySet<string> = new Set(builtinModules);

export function lean(): Plugin {
  return {
    name: 'lean',
    resolveId(id, importer) {
      if (OPTIONAL.has(id)) return ABSENT;
      // rolldown's own import of node:module comes before there is anything to load lazily with.
      if (importer?.startsWith('\0rolldown')) return undefined;
      if (id.startsWith('node:') || builtins.has(id)) return `${BUILTIN}${id}`;
      return undefined;
    },
    load(id) {
      if (id === ABSENT) return "throw new Error('not in this bundle')";
      if (id.startsWith(BUILTIN)) {
        const name = JSON.stringify(id.slice(BUILTIN.length));
        return `module.exports = process.getBuiltinModule(${name});`;
      }
      return undefined;
    },
  };
}
