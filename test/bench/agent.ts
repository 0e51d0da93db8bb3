/**
 * What one inventory costs the host: CPU time and peak memory of the whole process, beside
 * FusionInventory's agent doing the same (Debian's fusioninventory-agent); and what an unchanged
 * check-in and an idle daemon cost, from source and as the one module that ships, started as its
 * systemd unit starts it.
 */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { StandIn } from '@muster/uplink/testing/stand-in';
import { writeBundle } from '../../agent/packaging/bundle.ts';
import { UNIT_ENVIRONMENT } from '../../agent/src/install/systemd.ts';
import type { Benchmark, BenchReport, Figure, Ratio } from './report.ts';

const AGENT = join(import.meta.dirname, '../../agent/bin/muster-agent.js');
const YARDSTICK = 'fusioninventory-inventory';
/** The median of so many, taken in turns: other work on the machine then falls on both. */
const RUNS = 7;
/** Check-ins of the daemon that are counted: the kernel counts CPU time in steps of 10 ms. */
const CHECK_INS = 50;

export const bench: Benchmark = async (progress) => {
  const inventory = await benchInventory(progress);
  const folder = await mkdtemp(join(tmpdir(), 'muster-bench-bundle-'));
  try {
    const bundle = join(folder, 'muster-agent.mjs');
    await writeBundle(bundle, 'es');
    const shipped = await benchDaemon('daemon', bundle, progress);
    const source = await benchDaemon('daemon from source', AGENT, progress);
    const figures = [...inventory.figures, ...shipped.figures, ...source.figures];
    return { figures, ratios: [...inventory.ratios, ...shipped.ratios] };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
};

interface Cost {
  readonly cpuSeconds: number;
  readonly peakMegabytes: number;
}

/**
 * Runs a command in Perl, which can ask the kernel for what its children used (getrusage). Perl
 * is there wherever the yardstick is.
 */
const MEASURE = `
open(STDERR, '>', '/dev/null'); open(my $out, '>&', STDOUT); open(STDOUT, '>', '/dev/null');
system(@ARGV) == 0 or exit 1;
my $usage = "\\0" x 144;
syscall($^O eq 'linux' && \`uname -m\` =~ /aarch64/ ? 165 : 98, -1, $usage);
my @u = unpack('q*', $usage);
print $out ($u[0] + $u[2] + ($u[1] + $u[3]) / 1e6), ' ', $u[4] / 1024, "\\n";
`;

function measure(...command: string[]): Cost {
  const [cpuSeconds = 0, peakMegabytes = 0] = execFileSync('perl', ['-e', MEASURE, ...command], {
    encoding: 'utf8',
  })
    .trim()
    .split(' ')
    .map(Number);
  return { cpuSeconds, peakMegabytes };
}

async function benchInventory(progress: (message: string) => void): Promise<BenchReport> {
  const agent = [process.execPath, AGENT, 'inventory', '--json'];
  const hasPerl = isThere('perl');
  const hasYardstick = hasPerl && isThere(YARDSTICK);
  if (!hasPerl)
    return { figures: [note('no figures: perl is not installed to measure with')], ratios: [] };
  const ours: Cost[] = [];
  const theirs: Cost[] = [];
  // The first run of each fills its caches.
  measure(...agent);
  if (hasYardstick) measure(YARDSTICK);
  for (let run = 0; run < RUNS; run += 1) {
    progress(`inventory ${run + 1} of ${RUNS}`);
    ours.push(measure(...agent));
    if (hasYardstick) theirs.push(measure(YARDSTICK));
  }
  const mine = median(ours);
  const figures: Figure[] = [
    { name: 'inventory, CPU time', value: mine.cpuSeconds, unit: 's' },
    { name: 'inventory, peak memory', value: mine.peakMegabytes, unit: 'MB' },
  ];
  if (!hasYardstick) {
    figures.push(
      note('no ratios: the yardstick is not installed (apt install fusioninventory-agent)'),
    );
    return { figures, ratios: [] };
  }
  const yard = median(theirs);
  figures.push(
    { name: `${YARDSTICK}, CPU time`, value: yard.cpuSeconds, unit: 's' },
    { name: `${YARDSTICK}, peak memory`, value: yard.peakMegabytes, unit: 'MB' },
  );
  return {
    figures,
    ratios: [
      {
        name: 'CPU time of one inventory',
        value: mine.cpuSeconds / yard.cpuSeconds,
        yardstick: YARDSTICK,
        target: '<= 0.4',
      },
      {
        name: 'peak memory of one inventory',
        value: mine.peakMegabytes / yard.peakMegabytes,
        yardstick: YARDSTICK,
        target: '<= 0.9',
      },
    ],
  };
}

function isThere(program: string): boolean {
  try {
    execFileSync('sh', ['-c', `command -v ${program}`]);
    return true;
  } catch {
    return false;
  }
}

function note(name: string): Figure {
  return { name, value: 0, unit: '' };
}

function median(costs: readonly Cost[]): Cost {
  const middle = (pick: (cost: Cost) => number) =>
    costs.map(pick).sort((a, b) => a - b)[Math.floor(costs.length / 2)] ?? 0;
  return {
    cpuSeconds: middle(({ cpuSeconds }) => cpuSeconds),
    peakMegabytes: middle(({ peakMegabytes }) => peakMegabytes),
  };
}

/** A daemon against a stand-in for the reconciler that asks it to report again and again. */
async function benchDaemon(
  what: string,
  program: string,
  progress: (message: string) => void,
): Promise<BenchReport> {
  const folder = await mkdtemp(join(tmpdir(), 'muster-bench-agent-'));
  const standIn = await new StandIn({ tokens: ['bench'] }).start();
  await writeFile(join(folder, 'token'), 'bench\n');
  const options = ['--url', standIn.url, '--token-file', join(folder, 'token'), '--data', folder];
  const env = { ...process.env, ...UNIT_ENVIRONMENT };
  const start = () =>
    spawn(process.execPath, [program, 'run', ...options], { stdio: 'ignore', env });
  // The first start compiles what later ones find compiled.
  const first = start();
  await until(() => standIn.taken.length >= 1);
  first.kill('SIGTERM');
  await once(first, 'exit');
  standIn.taken.length = 0;
  const child = start();
  try {
    progress(`${what}: first report`);
    await until(() => standIn.taken.length >= 1);
    await sleep(SETTLE_MS);
    const idleBefore = await usageOf(child);
    await sleep(IDLE_MS);
    const idleAfter = await usageOf(child);
    for (let done = 0; done < CHECK_INS; done += 1) {
      const before = standIn.taken.length;
      standIn.say({ kind: 'report', reason: 'bench' });
      await until(() => standIn.taken.length > before);
    }
    progress(`${what}: check-ins done`);
    const busy = await usageOf(child);
    const idle = idleAfter.megabytes;
    const idleCpu = ((idleAfter.cpuSeconds - idleBefore.cpuSeconds) / IDLE_MS) * 60_000;
    const checkIn = (busy.cpuSeconds - idleAfter.cpuSeconds) / CHECK_INS;
    const against = (name: string, value: number, yardstick: string): Ratio => ({
      name: `${what}, ${name}`,
      value,
      yardstick,
      target: '<= 1',
    });
    return {
      figures: [
        { name: `${what}, idle memory`, value: idle, unit: 'MB' },
        { name: `${what}, idle CPU time`, value: idleCpu, unit: 's a minute' },
        { name: `${what}, unchanged check-in, CPU time`, value: checkIn, unit: 's' },
      ],
      ratios: [
        against('idle memory', idle / IDLE_MEGABYTES_MAX, `${IDLE_MEGABYTES_MAX} MB`),
        against('unchanged check-in', checkIn / CHECK_IN_SECONDS_MAX, `${CHECK_IN_SECONDS_MAX} s`),
      ],
    };
  } finally {
    child.kill('SIGKILL');
    await standIn.stop();
    await rm(folder, { recursive: true, force: true });
  }
}

/** What was promised of a daemon. */
const IDLE_MEGABYTES_MAX = 60;
const CHECK_IN_SECONDS_MAX = 0.15;

/** After a look V8 collects by itself once more, eight seconds later. */
const SETTLE_MS = 12_000;
const IDLE_MS = 20_000;
const WAIT_MS = 20_000;

async function until(isDone: () => boolean): Promise<void> {
  const deadline = Date.now() + WAIT_MS;
  while (!isDone()) {
    if (Date.now() > deadline) throw new Error('the daemon did not report in time');
    await sleep(5);
  }
}

/** From /proc/PID: resident pages, and CPU time in ticks of 10 ms. */
async function usageOf({ pid }: ChildProcess): Promise<{ cpuSeconds: number; megabytes: number }> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8');
  const stat = (await readFile(`/proc/${pid}/stat`, 'utf8')).split(') ')[1]?.split(' ') ?? [];
  return {
    cpuSeconds: (Number(stat[11]) + Number(stat[12])) / 100,
    megabytes: Number(/^VmRSS:\s+(\d+)/m.exec(status)?.[1] ?? 0) / 1024,
  };
}
