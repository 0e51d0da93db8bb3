/** Pages: bounded, and continued by a cursor that names the last row rather than a count. */
import { parserOf } from '@muster/facts/parsed';
import { Type } from 'typebox';

const LIMIT_DEFAULT = 100;
const LIMIT_MAX = 1000;

export function boundLimit(limit: number | undefined): number {
  if (limit === undefined || !Number.isInteger(limit)) return LIMIT_DEFAULT;
  return Math.min(Math.max(limit, 1), LIMIT_MAX);
}

/** The last row of a page: its value in the sorted column, absent where the row has none, and its id. */
export interface Cursor {
  readonly id: number;
  readonly value?: string | number;
}

const parse = parserOf(
  Type.Object(
    {
      id: Type.Integer({ minimum: 0 }),
      value: Type.Optional(Type.Union([Type.String({ maxLength: 1024 }), Type.Number()])),
    },
    { additionalProperties: false },
  ),
);

export function formatCursor(cursor: Cursor): string {
  return Buffer.from(JSON.stringify(cursor)).toString('base64url');
}

/** @returns `undefined` for anything that is not a cursor of ours */
export function parseCursor(text: string): Cursor | undefined {
  try {
    const parsed = parse(JSON.parse(Buffer.from(text, 'base64url').toString('utf8')));
    return parsed.kind === 'parsed' ? parsed.value : undefined;
  } catch {
    return undefined;
  }
}
