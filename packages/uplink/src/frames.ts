/** Frames of `muster.v1` as they cross a WebSocket: text, one JSON object each. */

import { isReconcilerFrame } from '@muster/facts/checks';
import type { ReconcilerFrame } from '@muster/facts/wire';
import type { RawData } from 'ws';

/** @returns `undefined` for what is not a frame of the reconciler */
export function parseFrame(data: RawData, isBinary: boolean): ReconcilerFrame | undefined {
  if (isBinary || !Buffer.isBuffer(data)) return undefined;
  try {
    const frame: unknown = JSON.parse(data.toString('utf8'));
    return isReconcilerFrame(frame) ? frame : undefined;
  } catch {
    return undefined;
  }
}

/** @param lines the items as JSON texts: they were serialized when they were spooled */
export function encodeBatchFrame(id: string, lines: readonly string[]): string {
  return `{"kind":"batch","id":${JSON.stringify(id)},"items":[${lines.join(',')}]}`;
}
