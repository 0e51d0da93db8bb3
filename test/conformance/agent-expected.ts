/** What each source of the agent's recordings expects, re-expressed in Muster's own fields. */
import { type Json, list, object, stated, text, textOrNull, texts } from './agent-json.ts';

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

export function dmiExpected(file: Json): Expected {
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

export function filedAsExpected(filedAs: Json): Expected {
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

export function edidExpected(file: Json): Expected {
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

export function macExpected(file: Json): Expected {
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

export function windowsExpected(file: Json): Expected {
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

export function linuxExpected(file: Json): Expected {
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
