import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { SupervisedChild } from './child.ts';

let dir: string;
let child: SupervisedChild;
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'muster-child-'));
});
afterEach(async () => {
  await child.stop();
  await rm(dir, { recursive: true });
});

async function supervise(program: string): Promise<{ said: string[]; logged: string[] }> {
  const script = join(dir, 'program.mjs');
  await writeFile(script, program);
  const said: string[] = [];
  const logged: string[] = [];
  child = new SupervisedChild({
    name: 'program',
    script,
    args: ['an argument'],
    env: { GREETING: 'hello' },
    onStdout: (line) => said.push(`out ${line}`),
    onStderr: (line) => said.push(`err ${line}`),
    log: pino({}, { write: (line: string) => logged.push(line) }),
  });
  child.start();
  return { said, logged };
}

const SLOW = { timeout: 15_000 };

it('passes on what is said, line by line, and the last one without an end', async () => {
  const { said } = await supervise(`
    process.on('SIGTERM', () => process.exit());
    setInterval(() => {}, 1000);
    process.stdout.write(process.env.GREETING + ' ' + process.argv[2] + '\\nsecond');
    process.stderr.write('oh\\n');
  `);
  await expect.poll(() => said, SLOW).toContain('err oh');
  await expect.poll(() => said, SLOW).toContain('out hello an argument');
  await child.stop();
  expect(said).toContain('out second');
});

it('starts what ended by itself again, and nothing that was told to end', async () => {
  const { said, logged } = await supervise(`console.log('started'); process.exit(1)`);
  await expect.poll(() => said.length, SLOW).toBeGreaterThan(1);
  await child.stop();
  const starts = said.length;
  expect(logged.join()).toContain('will be started again');
  await child.stop();
  expect(said).toHaveLength(starts);
});

it('leaves alone what ended for wrong usage, and says so', async () => {
  const { said, logged } = await supervise(`console.log('started'); process.exit(2)`);
  await expect.poll(() => logged.join(), SLOW).toContain('mend it and start again');
  expect(said).toEqual(['out started']);
});
