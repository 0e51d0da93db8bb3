/**
 * Node modules that every inventory uses, without their ESM facades. Importing `node:fs` by name
 * reads all its exports, lazy ones included, and so loads promises and streams: 3 MB of resident
 * memory each for `node:fs` and `node:util` (Node 24.21, measured as peak RSS of an empty script
 * with and without; `npm run bench -- agent` shows the sum).
 */

export const fs: typeof import('node:fs') = process.getBuiltinModule('node:fs');
export const parseArgs: typeof import('node:util').parseArgs =
  process.getBuiltinModule('node:util').parseArgs;
