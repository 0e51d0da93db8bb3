/**
 * A capture: everything the readers asked a host and what it answered, as a folder.
 *
 *     capture.json          the questions with their answers; contents by file name
 *     files/0001-…          one content a file, named after what it is
 *
 * It holds answers, not a tree of files: links, refusals and command outputs are answers, too, and
 * a folder of Windows can hold a capture of Linux.
 */
import type { Parsed } from '@muster/facts/parsed';
import { captureSchema, isCapture } from '../checks.ts';
import { parseBy } from '../problems-of.ts';
import type { Capture } from '../schemas.ts';

export const CAPTURE_SCHEMA_ID = 'muster.capture/1';
export const MANIFEST_NAME = 'capture.json';

export function parseCapture(input: unknown): Parsed<Capture> {
  return parseBy(isCapture, captureSchema, input);
}
