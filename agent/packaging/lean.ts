/**
 * What the bundler does beyond bundling: system modules load when they are first used, and what the
 * agent never calls stays out, of undici all but the HTTP/1.1 client.
 *
 * A bundle is one module, so whatever any part of it imports would load at every start; source
 * modules that a command does not need stay asleep by themselves, system modules do not.
 */
import { builtinModules } from 'node:module';
import type { Plugin } from 'rolldown';

const BUILTIN = '\0builtin:';
const UNDICI = '\0undici';
const ABSENT = '\0absent';

/** The part of undici that `@muster/uplink/http` uses; anything more fails the build by name. */
const UNDICI_CLIENT = `
import Agent from 'undici/lib/dispatcher/agent.js';
import Dispatcher from 'undici/lib/dispatcher/dispatcher.js';
import requestThrough from 'undici/lib/api/api-request.js';
import errors from 'undici/lib/core/errors.js';

Dispatcher.prototype.request = requestThrough;
function request(url, { dispatcher, ...options }) {
  return dispatcher.request({ ...options, origin: url.origin, path: url.pathname + url.search });
}
export { Agent, errors, request };
`;

/**
 * Parts of undici that are never called here: HTTP/2 (`allowH2: false`), fetch's kinds of bodies,
 * and a second HTTP/1.1 parser behind a variable, which undici leaves out of bundles by itself.
 */
const NEVER_CALLED: readonly RegExp[] = [
  /[\\/]undici[\\/]lib[\\/]dispatcher[\\/](?:client-h2|parser-h1)\.js$/,
  /[\\/]undici[\\/]lib[\\/]web[\\/]/,
];
/** They are loaded all the same. */
const UNCALLED = "module.exports = () => { throw new Error('not in this bundle'); };";

/** Optional native parts of ws, which it does without. */
const OPTIONAL: ReadonlySet<string> = new Set(['bufferutil', 'utf-8-validate']);

const builtins: ReadonlySet<string> = new Set(builtinModules);

export function lean(): Plugin {
  return {
    name: 'lean',
    resolveId(id, importer) {
      if (id === 'undici') return UNDICI;
      if (OPTIONAL.has(id)) return ABSENT;
      // rolldown's own import of node:module comes before there is anything to load lazily with.
      if (importer?.startsWith('\0rolldown')) return undefined;
      if (id.startsWith('node:') || builtins.has(id)) return `${BUILTIN}${id}`;
      if (importer === UNDICI) return this.resolve(id);
      return undefined;
    },
    load(id) {
      if (id === UNDICI) return UNDICI_CLIENT;
      if (id === ABSENT) return "throw new Error('not in this bundle')";
      if (id.startsWith(BUILTIN)) {
        const name = JSON.stringify(id.slice(BUILTIN.length));
        return `module.exports = process.getBuiltinModule(${name});`;
      }
      return NEVER_CALLED.some((pattern) => pattern.test(id)) ? UNCALLED : undefined;
    },
  };
}
