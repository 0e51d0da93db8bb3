#!/usr/bin/env node
// Refuses an older Node in one line before anything it cannot parse is loaded.

const needed = [22, 19];
const [major, minor] = process.versions.node.split('.').map(Number);
if (major < needed[0] || (major === needed[0] && minor < needed[1])) {
  process.stderr.write(
    `muster-agent needs Node ${needed.join('.')} or later (this is ${process.version}): run it as "npx muster-agent" in the Muster folder, or install Node from https://nodejs.org\n`,
  );
  process.exit(2);
}
// Compiled modules are kept beside the installed packages, never in a folder others can write to:
// the agent runs as root. Without a place that it may write to, it compiles at each start.
process
  .getBuiltinModule('node:module')
  .enableCompileCache(`${import.meta.dirname}/../../node_modules/.cache/muster-agent`);
await import('../src/main.ts');
