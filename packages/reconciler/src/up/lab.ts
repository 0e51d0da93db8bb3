/** Reads where the lab is from the one line it prints when its devices listen. */
import { parserOf } from '@muster/facts/parsed';
import { Type } from 'typebox';

export interface LabReady {
  /** A collector configuration that points at the lab's devices. */
  readonly collectorConfig: string;
  /** What the lab's organisation owns. */
  readonly assetsCsv: string;
}

const parse = parserOf(
  Type.Object({
    collectorConfig: Type.String({ minLength: 1 }),
    assetsCsv: Type.String({ minLength: 1 }),
  }),
);

/** `undefined`: the line says something else. */
export function parseLabReady(line: string): LabReady | undefined {
  try {
    const parsed = parse(JSON.parse(line));
    return parsed.kind === 'parsed' ? parsed.value : undefined;
  } catch {
    return undefined;
  }
}
