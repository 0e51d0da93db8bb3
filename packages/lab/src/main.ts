/** The entry of `muster-lab`: opens the simulated segment, says where it is, ends when told to. */
import { once } from 'node:events';
import { resolve } from 'node:path';
import { Command } from 'commander';
import { openLab } from './lab.ts';

const ending = new AbortController();
process.once('SIGINT', () => ending.abort());
process.once('SIGTERM', () => ending.abort());

const program = new Command('muster-lab')
  .description('a simulated segment on loopback that speaks real SNMP, SSH and MQTT')
  .option('--data <dir>', 'where its collector configuration and its assets go', 'data/lab')
  .option('--json', 'say where they are as one JSON object')
  .exitOverride((error) => process.exit(error.exitCode === 0 ? 0 : 2))
  .parse();
const { data, json } = program.opts<{ data: string; json?: boolean }>();

const lab = await openLab(resolve(data));
const { collectorConfig, assetsCsv } = lab.files;
process.stdout.write(
  json
    ? `${JSON.stringify({ collectorConfig, assetsCsv })}\n`
    : `The lab listens. Collector configuration: ${collectorConfig}\nAssets: ${assetsCsv}\n`,
);
if (!ending.signal.aborted) await once(ending.signal, 'abort');
await lab.close();
