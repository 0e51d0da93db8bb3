/** `npm run bench -- [NAME] [--json]`: ratios against a named yardstick measured in the same run. */
import { parseArgs } from 'node:util';
import { benchmarks } from './benchmarks.ts';
import type { BenchReport } from './report.ts';

const { values, positionals } = parseArguments();
const [name] = positionals;
if (name !== undefined && !(name in benchmarks)) refuse(`there is no benchmark "${name}"`);

const reports: Record<string, BenchReport> = {};
for (const [each, load] of Object.entries(benchmarks)) {
  if (name !== undefined && each !== name) continue;
  const { bench } = await load();
  const report = await bench((message) => {
    if (process.stderr.isTTY) process.stderr.write(`${each}: ${message}\n`);
  });
  reports[each] = report;
  if (!values.json) print(each, report);
}
if (values.json) process.stdout.write(`${JSON.stringify(reports)}\n`);

function parseArguments() {
  try {
    return parseArgs({
      allowPositionals: true,
      options: { json: { type: 'boolean', default: false } },
    });
  } catch (error) {
    return refuse(error instanceof Error ? error.message : String(error));
  }
}

function refuse(why: string): never {
  process.stderr.write(
    `${why}\nusage: npm run bench -- [${Object.keys(benchmarks).join('|')}] [--json]\n`,
  );
  process.exit(2);
}

function print(each: string, report: BenchReport): void {
  for (const { name: figure, value, unit } of report.figures) {
    process.stdout.write(`${each.padEnd(10)} ${figure.padEnd(44)} ${format(value)} ${unit}\n`);
  }
  for (const { name: ratio, value, yardstick, target } of report.ratios) {
    process.stdout.write(
      `${each.padEnd(10)} ${ratio.padEnd(44)} ${format(value)} of ${yardstick} (target ${target})\n`,
    );
  }
}

function format(value: number): string {
  return value >= 100 ? Math.round(value).toLocaleString('en-US') : value.toPrecision(3);
}
