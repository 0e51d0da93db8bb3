/**
 * The text that dmidecode prints, cut into structures with named fields. Pure; any text gives an
 * answer. Versions 2.2 to 3.6, Unix and Windows line ends, tabs or blanks, with handles or without:
 *
 *     Handle 0x0001, DMI type 1, 27 bytes        Handle 0x0001
 *     System Information                                 DMI type 1, 25 bytes.
 *     	Serial Number: NW7Q0042                            System Information
 *                                                               Serial Number: NW7Q0042
 */
import type { SmbiosVersion } from '../smbios/entry-point.ts';

export interface PrintedStructure {
  readonly type: number;
  readonly handle?: number;
  /** As printed behind the colon, untrimmed at the end. Of a repeated name the first holds. */
  readonly fields: ReadonlyMap<string, string>;
  /** Items of nested lists and "String N:" lines, in order. */
  readonly items: readonly string[];
}

export interface PrintedTable {
  readonly version?: SmbiosVersion;
  readonly structures: readonly PrintedStructure[];
  readonly truncated: boolean;
}

/** The titles of the structures that are read, for texts without type numbers. */
const TYPES_BY_TITLE: Readonly<Record<string, number>> = {
  'BIOS Information': 0,
  'System Information': 1,
  'Base Board Information': 2,
  'Chassis Information': 3,
  'Processor Information': 4,
  'System Slot Information': 9,
  'On Board Device Information': 10,
  'OEM Strings': 11,
  'Memory Device': 17,
  'Portable Battery': 22,
  'IPMI Device Information': 38,
  'System Power Supply': 39,
  'Onboard Device': 41,
  'Management Controller Host Interface': 42,
  'TPM Device': 43,
};

/** Whether a text is worth trying: what dmidecode always prints. */
export function isDmidecodeText(text: string): boolean {
  const start = text.slice(0, 4096);
  return (
    /^\s*#? ?dmidecode \d/m.test(start) ||
    /^\s*DMI type \d+, \d+ bytes/m.test(start) ||
    /^Handle 0x[0-9A-Fa-f]+/m.test(start) ||
    /^(?:BIOS|System|Base Board|Chassis) Information\s*$/m.test(start)
  );
}

interface Draft {
  type: number | undefined;
  handle: number | undefined;
  baseIndent: number | undefined;
  fields: Map<string, string>;
  items: string[];
}

export function parseDmidecodeText(text: string): PrintedTable {
  const structures: PrintedStructure[] = [];
  let draft: Draft | undefined;
  const finish = () => {
    if (draft?.type === undefined) return;
    const { type, handle, fields, items } = draft;
    structures.push({ type, ...(handle !== undefined && { handle }), fields, items });
  };
  const begin = (handle: number | undefined, type: number | undefined) => {
    finish();
    draft = { type, handle, baseIndent: undefined, fields: new Map(), items: [] };
  };
  let truncated = false;
  for (const line of text.split(/\r?\n/)) {
    const content = line.trimStart();
    if (content === '') continue;
    const handle = /^Handle 0x([0-9A-Fa-f]+)(?:, DMI type (\d+))?/.exec(content);
    if (handle !== null) {
      begin(Number.parseInt(handle[1] ?? '0', 16), numberOf(handle[2]));
      continue;
    }
    if (/^(?:Invalid entry length|Wrong DMI structures length|\s*<TRUNCATED>)/.test(content))
      truncated = true;
    const type = /^DMI type (\d+), \d+ bytes/.exec(content)?.[1];
    const byTitle = TYPES_BY_TITLE[content.trimEnd()];
    if (type !== undefined) {
      if (draft === undefined || draft.type !== undefined) begin(undefined, Number(type));
      else draft.type = Number(type);
    } else if (byTitle !== undefined && (draft === undefined || isFilled(draft))) {
      begin(undefined, byTitle);
    } else if (draft !== undefined) {
      readLine(draft, line, content);
    }
  }
  finish();
  const version = /^\s*SMBIOS (\d+)\.(\d+)(?:\.\d+)? present/m.exec(text);
  return {
    ...(version && { version: { major: Number(version[1]), minor: Number(version[2]) } }),
    structures,
    truncated,
  };
}

function numberOf(digits: string | undefined): number | undefined {
  return digits === undefined ? undefined : Number(digits);
}

/** A title within a structure begins the next one only where structures have no handles. */
function isFilled({ handle, fields }: Draft): boolean {
  return handle === undefined && fields.size > 0;
}

/** The first line below the title sets the indentation of fields; what is deeper is a list's. */
function readLine(draft: Draft, line: string, content: string): void {
  const indent = line.length - content.length;
  const field = /^([A-Za-z0-9][^:]{0,60}?):(?: (.*)|)$/.exec(content);
  if (draft.baseIndent === undefined) {
    if (field === null) return;
    draft.baseIndent = indent;
  }
  if (indent > draft.baseIndent || field === null) {
    draft.items.push(content.trimEnd());
    return;
  }
  const [, name = '', value = ''] = field;
  if (/^String \d+$/.test(name)) draft.items.push(value);
  if (!draft.fields.has(name)) draft.fields.set(name, value);
}
