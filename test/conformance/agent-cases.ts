/** The agent's recordings in a folder of the corpora's format, with what their sources expect. */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Member } from '../../agent/src/members/member.ts';

/** An expected memory module; what is absent is not expected. */
export interface ExpectedModule {
  readonly sizeBytes: number;
  readonly serial?: string;
  readonly partNumber?: string;
}

/** An expected monitor. Of several serials any is right: sources read different labels. */
export interface ExpectedMonitor {
  readonly manufacturerId?: string;
  readonly productCode?: number;
  readonly serials: readonly string[];
  readonly model?: string;
}

export interface Expected {
  /** null: the source finds none. */
  readonly serial?: string | null;
  readonly boardSerial?: string | null;
  readonly chassisType?: string | null;
  readonly uuid?: string | null;
  readonly vendor?: string | null;
  /** Any of them is right: a model is told by name, by number, or by both. */
  readonly model?: readonly string[] | null;
  readonly bios?: { readonly vendor?: string; readonly version?: string; readonly date?: string };
  readonly assetTag?: string | null;
  readonly memory?: readonly ExpectedModule[];
  readonly edid?: readonly ExpectedMonitor[];
}

export interface AgentCase {
  readonly id: string;
  readonly group: string;
  readonly members: readonly Member[];
  readonly expected: Expected;
}

type Json = Readonly<Record<string, unknown>>;

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

function dmiExpected(file: Json): Expected {
  const filedAs = object(file.filedAs);
  if (Object.keys(filedAs).length > 0) return filedAsExpected(filedAs);
  const structures = object(file.structures);
  if (Object.keys(structures).length > 0) return printedExpected(structures);
  const identity = object(file.identity);
  const memory = list(object(file.glpi).memory).map(object);
  return {
    ...('systemSerial' in identity && { serial: textOrNull(identity.systemSerial) }),
    ...('boardSerial' in identity && { boardSerial: textOrNull(identity.boardSerial) }),
    ...('chassisType' in identity && { chassisType: textOrNull(identity.chassisType) }),
    ...('uuid' in identity && { uuid: textOrNull(identity.uuid) }),
    ...stated('vendor', text(identity.systemManufacturer)),
    ...models(text(identity.systemModel)),
    ...('assetTag' in identity && { assetTag: textOrNull(identity.assetTag) }),
    ...bios(identity.biosManufacturer, identity.biosVersion, identity.biosDate),
    ...modules(memory, 1024 ** 2),
  };
}

/** The collection's own drawers for what it could not name. */
const DRAWERS = new Set(['Others', 'Notebook', 'Desktop', 'Server', 'All In One']);

function filedAsExpected(filedAs: Json): Expected {
  const name = (value: unknown) => {
    const filed = text(value);
    return filed !== undefined && DRAWERS.has(filed) ? undefined : filed;
  };
  return { ...stated('vendor', name(filedAs.vendor)), ...models(name(filedAs.model)) };
}

/** What dmidecode printed for a raw table: taken as it stands. */
function printedExpected(structures: Json): Expected {
  const first = (name: string) => object(list(structures[name])[0]);
  const [printedBios, system, board, chassis] = ['bios', 'system', 'baseboard', 'chassis'].map(
    first,
  );
  return {
    serial: textOrNull(system?.['Serial Number']),
    boardSerial: textOrNull(board?.['Serial Number']),
    chassisType: textOrNull(chassis?.Type),
    uuid: textOrNull(system?.UUID),
    ...stated('vendor', text(system?.Manufacturer)),
    ...models(text(system?.['Product Name']), text(system?.Version)),
    assetTag: textOrNull(chassis?.['Asset Tag']),
    ...bios(printedBios?.Vendor, printedBios?.Version, printedBios?.['Release Date']),
    memory: list(structures.memory)
      .map(object)
      .flatMap((module) => {
        const sizeBytes = printedSize(text(module.Size));
        if (sizeBytes === undefined) return [];
        return [
          {
            sizeBytes,
            ...stated('serial', text(module['Serial Number'])),
            ...stated('partNumber', text(module['Part Number'])),
          },
        ];
      }),
  };
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

function edidExpected(file: Json): Expected {
  const identity = object(file.identity);
  return {
    edid: [
      {
        serials: texts(identity.serial, identity.altSerial),
        ...stated('model', text(identity.model)),
      },
    ],
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

function macExpected(file: Json): Expected {
  const identity = object(file.identity);
  const system = object(identity.SysInfo);
  if (Object.keys(system).length > 0) return smbiosLikeExpected(identity);
  const glpi = object(file.glpi);
  const expert = list(object(glpi.devices).results)
    .map(object)
    .find((result) => 'IOPlatformSerialNumber' in result);
  if (expert !== undefined) {
    return {
      serial: textOrNull(expert.IOPlatformSerialNumber),
      uuid: textOrNull(expert.IOPlatformUUID),
      ...models(text(expert.model)),
      ...stated('vendor', text(expert.manufacturer)),
    };
  }
  // The panel of a notebook is in the list, too, without a serial.
  const screens = list(glpi.screens)
    .map(object)
    .filter((screen) => text(screen.SERIAL) !== undefined)
    .map((screen) => ({ serials: texts(screen.SERIAL, screen.ALTSERIAL) }));
  return {
    ...('serial' in identity && { serial: textOrNull(identity.serial) }),
    ...('uuid' in identity && { uuid: textOrNull(identity.uuid) }),
    ...models(text(identity.modelIdentifier), text(identity.modelName)),
    ...(text(identity.bootRom) !== undefined && bios(undefined, identity.bootRom, undefined)),
    ...modules(list(glpi.memories).map(object), 1024 ** 2),
    ...(screens.length > 0 && { edid: screens }),
  };
}

/** The shape that a DMI reader's tests use: BIOS, SysInfo, BaseBoardInfo. */
function smbiosLikeExpected(identity: Json): Expected {
  const system = object(identity.SysInfo);
  const board = object(identity.BaseBoardInfo);
  const firmware = object(identity.BIOS);
  return {
    serial: textOrNull(system.SerialNumber),
    boardSerial: textOrNull(board.SerialNumber),
    uuid: textOrNull(system.UUID),
    ...stated('vendor', text(system.Vendor)),
    ...models(text(system.Model)),
    ...bios(firmware.Vendor, firmware.Version, firmware.ReleaseDate),
  };
}

function windowsExpected(file: Json): Expected {
  const glpi = object(file.glpi);
  const firmware = object(glpi.bios);
  return {
    ...('SSN' in firmware && { serial: textOrNull(firmware.SSN) }),
    ...stated('vendor', text(firmware.SMANUFACTURER)),
    ...models(text(firmware.SMODEL)),
    ...(text(firmware.BVERSION) !== undefined &&
      bios(firmware.BMANUFACTURER, firmware.BVERSION, firmware.BDATE)),
    ...modules(list(glpi.memory).map(object), 1024 ** 2),
  };
}

function linuxExpected(file: Json): Expected {
  const identity = object(file.identity);
  if ('SysInfo' in identity) return smbiosLikeExpected(identity);
  return {
    ...('serial' in identity && { serial: textOrNull(identity.serial) }),
    ...('boardRevision' in identity && models(text(identity.model))),
  };
}

/** Sections of an inventory that counts memory in MiB; sockets without a capacity are empty. */
function modules(memory: readonly Json[], unitBytes: number): Pick<Expected, 'memory'> {
  const expected = memory.flatMap((module) => {
    const capacity = Number(module.CAPACITY);
    if (!Number.isFinite(capacity) || capacity <= 0) return [];
    return [
      {
        sizeBytes: capacity * unitBytes,
        ...stated('serial', text(module.SERIALNUMBER)),
        ...stated('partNumber', text(module.MODEL)),
      },
    ];
  });
  return memory.length === 0 ? {} : { memory: expected };
}

function printedSize(printed: string | undefined): number | undefined {
  const [, amount, unit] = /^(\d+) (MB|GB)$/.exec(printed ?? '') ?? [];
  return amount === undefined
    ? undefined
    : Number(amount) * (unit === 'GB' ? 1024 ** 3 : 1024 ** 2);
}

function bios(vendor: unknown, version: unknown, date: unknown): Pick<Expected, 'bios'> {
  const stands = {
    ...stated('vendor', text(vendor)),
    ...stated('version', text(version)),
    ...stated('date', text(date)),
  };
  return Object.keys(stands).length === 0 ? {} : { bios: stands };
}

function models(...all: readonly (string | undefined)[]): Pick<Expected, 'model'> {
  const model = all.filter((each) => each !== undefined);
  return model.length === 0 ? {} : { model };
}

function stated<K extends string>(
  name: K,
  value: string | undefined,
): { readonly [P in K]?: string } {
  return value === undefined ? {} : ({ [name]: value } as { readonly [P in K]: string });
}

function object(value: unknown): Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Json)
    : {};
}

function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function text(value: unknown): string | undefined {
  if (typeof value === 'number') return String(value);
  return typeof value === 'string' && value.trim() !== '' ? value : undefined;
}

function texts(...values: readonly unknown[]): readonly string[] {
  return values.map(text).filter((value) => value !== undefined);
}

function textOrNull(value: unknown): string | null {
  return text(value) ?? null;
}
