/** `muster-agent capture DIR`: everything the agent read of this host, for tests and bug reports. */
import { readdir } from 'node:fs/promises';
import { parseArgs } from '../builtin.ts';
import { writeCapture } from '../capture/folder.ts';
import { recordHost } from '../capture/record.ts';
import { scrubCapture } from '../capture/scrub.ts';
import { openLiveHost } from '../host/live.ts';
import { platformOf } from '../host/platform.ts';
import { observeHost } from '../observe.ts';
import { AGENT_VERSION } from '../version.ts';
import { type Environment, EXIT } from './environment.ts';

const USAGE = 'usage: muster-agent capture DIR [--scrub]\n';

export async function run(args: readonly string[], { err }: Environment): Promise<number> {
  let folder: string | undefined;
  let isScrubbed = false;
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: { scrub: { type: 'boolean', default: false } },
    });
    [folder] = positionals;
    isScrubbed = values.scrub;
  } catch (error) {
    err(`${error instanceof Error ? error.message : String(error)}\n`);
  }
  if (folder === undefined) {
    err(USAGE);
    return EXIT.wrongUsage;
  }
  const held = await readdir(folder).catch(() => []);
  if (held.length > 0) {
    err(`${folder} is not empty\n`);
    return EXIT.wrongUsage;
  }
  const recorder = recordHost(openLiveHost({ platform: platformOf(process.platform) }));
  const now = new Date();
  const sighting = await observeHost(recorder.host, { now: () => now });
  const recorded = recorder.recorded();
  const kept = isScrubbed ? scrubCapture(recorded, sighting) : recorded;
  const header = {
    platform: recorder.host.platform,
    capturedAt: now.toISOString(),
    agentVersion: AGENT_VERSION,
    scrubbed: isScrubbed,
  };
  try {
    await writeCapture(folder, header, kept);
  } catch (error) {
    err(`${folder} cannot be written: ${error instanceof Error ? error.message : String(error)}\n`);
    return EXIT.worldSaidNo;
  }
  err(`${kept.length} answers written to ${folder}\n`);
  return EXIT.done;
}
