#!/usr/bin/env -S node --max-semi-space-size=4
// The young generation is kept small (src/heap.ts says why).
// Refuses an older Node in one line before anything it cannot parse is loaded.
const needed = [24, 0];
const [major, minor] = process.versions.node.split('.').map(Number);
if (major < needed[0] || (major === needed[0] && minor < needed[1])) {
  process.stderr.write(
    `muster-collector needs Node ${needed.join('.')} or later (this is ${process.version}): run it as "npx muster-collector" in the Muster folder, or install Node from https://nodejs.org\n`,
  );
  process.exit(2);
}
await import('../src/main.ts');
