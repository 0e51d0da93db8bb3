/** The agent's recordings in a folder of the corpora's format, with what their sources expect. */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Member } from '../../agent/src/members/member.ts';
import {
  dmiExpected,
  type Expected,
  edidExpected,
  filedAsExpected,
  linuxExpected,
  macExpected,
  windowsExpected,
} from './agent-expected.ts';
import { type Json, list, object, stated, text, texts } from './agent-json.ts';

export interface AgentCase {
  readonly id: string;
  readonly group: string;
  readonly members: readonly Member[];
  readonly expected: Expected;
}

export async function loadAgentCases(dir: string): Promise<AgentCase[]> {
  return [
    ...(await loadIndexed(join(dir, 'dmi'), dmiExpected)),
    ...(await loadLines(join(dir, 'dmi/linuxhw-identity.jsonl'), identityRow)),
    ...(await loadIndexed(join(dir, 'edid'), edidExpected)),
    ...(await loadLines(join(dir, 'edid/linuxhw.jsonl'), edidRow)),
    ...(await loadIndexed(join(dir, 'macos'), macExpected)),
    ...(await loadIndexed(join(dir, 'windows'), windowsExpected)),
    ...(await loadIndexed(join(dir, 'linux'), linuxExpected)),
  ];
}

async function loadIndexed(
  folder: string,
  expect: (expected: Json) => Expected,
): Promise<AgentCase[]> {
  const index = await readJson(join(folder, 'index.json'));
  if (!Array.isArray(index)) return [];
  const cases: AgentCase[] = [];
  for (const entry of index as Json[]) {
    const id = text(entry.id);
    const expectedFile = text(entry.expected);
    if (id === undefined || expectedFile === undefined) continue;
    const expected = expect(object(await readJson(join(folder, expectedFile))));
    if (Object.keys(expected).length === 0) continue;
    const members: Member[] = [];
    for (const name of list(entry.files).map(text)) {
      // What dmidecode printed for a table is its expectation, not a second source.
      if (name === undefined || name.endsWith('.dmidecode.txt')) continue;
      members.push(...(await readMembers(folder, name)));
    }
    const name = folder.split('/').at(-1) ?? folder;
    cases.push({ id: `${name}/${id}`, group: `${name}/${id.split('/')[0]}`, members, expected });
  }
  return cases;
}

/** A file, or all files of a folder. */
async function readMembers(folder: string, name: string): Promise<Member[]> {
  try {
    const bytes = await readFile(join(folder, name));
    return [{ name, bytes }];
  } catch {
    const names = await readdir(join(folder, name)).catch(() => []);
    return Promise.all(
      names.map(async (each) => ({
        name: `${name}/${each}`,
        bytes: await readFile(join(folder, name, each)),
      })),
    );
  }
}

async function loadLines(path: string, toCase: (row: Json) => AgentCase): Promise<AgentCase[]> {
  const source = await readFile(path, 'utf8').catch(() => '');
  return source
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => toCase(object(JSON.parse(line))));
}

async function readJson(path: string): Promise<unknown> {
  const source = await readFile(path, 'utf8').catch(() => undefined);
  return source === undefined ? undefined : JSON.parse(source);
}

/** Rows hold only some structures, as JSON: they are printed again as dmidecode prints them. */
function identityRow(row: Json): AgentCase {
  const titles = { bios: 0, system: 1, baseboard: 2, chassis: 3 } as const;
  const names = ['BIOS', 'System', 'Base Board', 'Chassis'];
  const lines = ['# dmidecode 3.3', 'SMBIOS 2.8 present.', ''];
  for (const [name, type] of Object.entries(titles)) {
    for (const structure of list(object(row.dmi)[name]).map(object)) {
      lines.push(`Handle 0x00${type}0, DMI type ${type}, 27 bytes`, `${names[type]} Information`);
      for (const [field, value] of Object.entries(structure)) lines.push(`\t${field}: ${value}`);
      lines.push('');
    }
  }
  const id = `dmi/linuxhw-identity/${text(row.id)}`;
  return {
    id,
    group: 'dmi/linuxhw-identity',
    members: [{ name: 'dmidecode.txt', bytes: Buffer.from(lines.join('\n')) }],
    expected: filedAsExpected(object(row.filedAs)),
  };
}

function edidRow(row: Json): AgentCase {
  const expected = object(row.expected);
  const productCode = Number(text(expected.productCode));
  return {
    id: `edid/linuxhw/${text(row.id)}`,
    group: 'edid/linuxhw',
    members: [{ name: 'edid.bin', bytes: Buffer.from(text(row.hex) ?? '', 'hex') }],
    expected: {
      edid: [
        {
          ...stated('manufacturerId', text(expected.manufacturerId)),
          ...(Number.isInteger(productCode) && { productCode }),
          serials: texts(expected.serialText, expected.serialNumber),
          ...stated('model', text(expected.name)),
        },
      ],
    },
  };
}
