/** What vendors write when they know nothing, and how far a value may be believed as identity. */
import { parseMac } from './mac.ts';
import lists from './placeholders.json' with { type: 'json' };
import { parseUuid } from './uuid.ts';

export type JudgedField =
  | 'serial'
  | 'uuid'
  | 'mac'
  | 'assetTag'
  | 'model'
  | 'vendor'
  | 'version'
  | 'sku'
  | 'family';

export interface Judgement {
  readonly trust: 'impossible' | 'suspect' | 'sound';
  readonly why?: string;
}

const SOUND: Judgement = { trust: 'sound' };
const NOTHING: ReadonlySet<string> = new Set(lists.nothing);

export function judgeValue(field: JudgedField, value: string): Judgement {
  const squashed = value
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, '');
  if (squashed === '') return impossible('blank');
  if (NOTHING.has(squashed)) return impossible('a word for nothing');
  if (/tobefilled|filledbyoem|defaultstring/.test(squashed)) return impossible('never filled in');
  if (field === 'uuid') {
    const uuid = parseUuid(value);
    if (uuid === undefined) return impossible('not a UUID');
    if (lists.uuids.includes(uuid)) return impossible('shared by many machines');
  }
  if (field === 'mac') {
    const mac = parseMac(value);
    if (mac === undefined) return impossible('not a MAC address');
    if (lists.macs.includes(mac)) return impossible('shared by many devices');
  }
  if (field === 'serial' || field === 'assetTag' || field === 'uuid' || field === 'mac') {
    if (/^(.)\1*$/u.test(squashed)) return impossible('one repeated character');
    if ('01234567890123456789'.includes(squashed) && squashed.length > 4) {
      return impossible('a counting run');
    }
  }
  return SOUND;
}

/** The value without surrounding blanks; undefined when it is absent or a placeholder. */
export function realValue(field: JudgedField, value: string | undefined): string | undefined {
  if (value === undefined) return undefined;
  const trimmed = value.trim();
  return judgeValue(field, trimmed).trust === 'impossible' ? undefined : trimmed;
}

function impossible(why: string): Judgement {
  return { trust: 'impossible', why };
}
