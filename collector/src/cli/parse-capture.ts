/** `parse`: a captured command output on standard input, what Muster reads from it on the other. */
import type { Readable } from 'node:stream';
import { EXIT, type Surroundings, UsageError } from './surroundings.ts';

/** The largest capture recorded is 2 MB (a configuration); a device's whole support dump is refused. */
const CAPTURE_BYTES_MAX = 32 * 1024 * 1024;

export interface ParseCaptureOptions {
  readonly platform: string;
  readonly command: string;
}

export async function parseCaptureCommand(
  { platform, command }: ParseCaptureOptions,
  { stdin, stdout }: Surroundings,
): Promise<number> {
  const { parseCapture } = await import('../ssh/parse.ts');
  const parsed = parseCapture(platform, command, await readCapture(stdin));
  stdout.write(`${JSON.stringify(parsed)}\n`);
  return EXIT.done;
}

async function readCapture(stdin: Readable): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of stdin) {
    const octets = Buffer.from(chunk);
    bytes += octets.length;
    if (bytes > CAPTURE_BYTES_MAX) throw new UsageError('the capture is larger than 32 MB');
    chunks.push(octets);
  }
  return Buffer.concat(chunks).toString('utf8');
}
