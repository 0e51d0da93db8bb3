/** `muster-agent inventory`: one observation on standard output; needs no server and no data folder. */
import { randomBytes } from 'node:crypto';
import { parseArgs } from '../builtin.ts';
import type { ObservedSource } from '../capture/source.ts';
import { openLiveHost } from '../host/live.ts';
import { platformOf } from '../host/platform.ts';
import { observeHost } from '../observe.ts';
import { stampForPrint } from '../stamp.ts';
import { AGENT_VERSION } from '../version.ts';
import { type Environment, EXIT } from './environment.ts';

const USAGE = 'usage: muster-agent inventory [--json] [--from DIR] [--without PROBE]...\n';

export async function run(args: readonly string[], { out, err }: Environment): Promise<number> {
  const options = parseOptions(args);
  if (options.kind === 'refused') {
    err(`${options.reason}\n${USAGE}`);
    return EXIT.wrongUsage;
  }
  const now = new Date();
  const observed = await observe(options, now);
  if (observed.kind === 'refused') {
    err(`${observed.reason}\n`);
    return EXIT.worldSaidNo;
  }
  const { sighting, unknown } = observed;
  if (unknown.length > 0) err(`not read, since no reader knows them: ${unknown.join(', ')}\n`);
  const observation = stampForPrint(sighting, {
    observer: { id: 'local', kind: 'agent', version: AGENT_VERSION },
    nowMs: now.getTime(),
    random: randomBytes(10),
  });
  if (options.json) out(`${JSON.stringify(observation)}\n`);
  else {
    const { formatInventory } = await import('../format-inventory.ts');
    out(formatInventory(observation));
  }
  return EXIT.done;
}

async function observe({ from, without }: InventoryOptions, now: Date): Promise<ObservedSource> {
  if (from !== undefined) {
    const { observeSource } = await import('../capture/source.ts');
    return observeSource(from, { now: () => now, without });
  }
  const host = openLiveHost({ platform: platformOf(process.platform) });
  const sighting = await observeHost(host, { now: () => now, without });
  return { kind: 'observed', sighting, unknown: [] };
}

interface InventoryOptions {
  readonly kind: 'options';
  readonly json: boolean;
  readonly from?: string;
  readonly without: readonly string[];
}

type Options = InventoryOptions | { readonly kind: 'refused'; readonly reason: string };

function parseOptions(args: readonly string[]): Options {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: {
        json: { type: 'boolean', default: false },
        from: { type: 'string' },
        without: { type: 'string', multiple: true, default: [] },
      },
    });
    return {
      kind: 'options',
      json: values.json,
      without: values.without,
      ...(values.from !== undefined && { from: values.from }),
    };
  } catch (error) {
    return { kind: 'refused', reason: error instanceof Error ? error.message : String(error) };
  }
}
