/**
 * The machine's own identity, chosen from what its firmware says. Every value that could have been
 * chosen is kept as a candidate with its state, so that the choice can be argued with.
 */
import type { Candidate, Device } from '@muster/facts/observation';
import { type JudgedField, judgeValue } from '@muster/facts/placeholders';
import { parseUuid } from '@muster/facts/uuid';
import { normalizeVendor } from '@muster/facts/vendor';
import { type ModelName, modelNameOf } from './model-name.ts';
import { present } from './present.ts';
import type { Board, Chassis, Smbios } from './smbios/smbios.ts';

export interface Identity {
  readonly device: Device;
  readonly candidates: readonly Candidate[];
}

type IdentityField =
  | 'serial'
  | 'chassisSerial'
  | 'boardSerial'
  | 'uuid'
  | 'assetTag'
  | 'vendor'
  | 'model';

interface Option {
  readonly from: string;
  readonly value: string | undefined;
  /** Another part's value that stands in: true, yet not what the field means first. */
  readonly derived?: string;
}

/** @param origin where the structures came from: "smbios", "dmi/id", "dmidecode", "wmi" */
export function identityOf(smbios: Smbios, origin: string): Identity {
  const { system } = smbios;
  const board = mainBoard(smbios.boards);
  const chassis = mainChassis(smbios.chassis, board);
  const candidates: Candidate[] = [];
  const choose = (field: IdentityField, judged: JudgedField, options: readonly Option[]) =>
    chooseValue(`device.${field}`, judged, options, candidates, origin);
  const standIn = 'the system structure states none';
  const vendor = choose('vendor', 'vendor', [
    { from: 'system.manufacturer', value: system?.manufacturer },
    { from: 'board.manufacturer', value: board?.manufacturer, derived: standIn },
    { from: 'chassis.manufacturer', value: chassis?.manufacturer, derived: standIn },
  ]);
  const product = choose('model', 'model', [
    { from: 'system.productName', value: system?.productName },
    { from: 'board.productName', value: board?.productName, derived: standIn },
  ]);
  const uuid = choose('uuid', 'uuid', [{ from: 'system.uuid', value: system?.uuid }]);
  const named = modelNameOf(vendor, {
    productName: sound('model', system?.productName),
    version: sound('version', system?.version),
    sku: sound('sku', system?.sku),
  });
  const model = named.model ?? product;
  // A model that the board lends brings its own revision: on Intel boards the ordering number.
  const revision = sound('version', named.model === undefined ? board?.version : system?.version);
  const device = present<Device>({
    vendor,
    model,
    partNumber: named.partNumber,
    serial: choose('serial', 'serial', [
      { from: 'system.serial', value: system?.serial },
      ...chassisStandIn(system, chassis),
    ]),
    chassisSerial: choose('chassisSerial', 'serial', [
      { from: 'chassis.serial', value: chassis?.serial },
    ]),
    boardSerial: choose('boardSerial', 'serial', [{ from: 'board.serial', value: board?.serial }]),
    uuid: uuid && parseUuid(uuid),
    assetTag: choose('assetTag', 'assetTag', [
      { from: 'chassis.assetTag', value: chassis?.assetTag },
    ]),
    formFactor: chassis?.chassisType === 'Unknown' ? undefined : chassis?.chassisType,
    sku: sound('sku', system?.sku),
    family: sound('family', system?.family),
    hardwareRevision: isNamed(named, revision) ? undefined : revision,
  });
  return { device, candidates };
}

function isNamed({ model, partNumber }: ModelName, text: string | undefined): boolean {
  return text !== undefined && (text === model || text === partNumber);
}

/** Chassis that hold several systems: their serial is not that of any of these. */
const SHARED_CHASSIS = /blade|multi-system|sub chassis|expansion|docking|advancedtca|compactpci/i;

/**
 * Some makers program their tag into the chassis only. It stands for the system where chassis and
 * system are of one maker and the chassis is that system's alone.
 */
function chassisStandIn(system: Smbios['system'], chassis: Chassis | undefined): readonly Option[] {
  const maker = sound('vendor', system?.manufacturer);
  const builder = sound('vendor', chassis?.manufacturer);
  if (maker === undefined || builder === undefined) return [];
  if (normalizeVendor(maker) !== normalizeVendor(builder)) return [];
  if (SHARED_CHASSIS.test(chassis?.chassisType ?? '')) return [];
  return [
    {
      from: 'chassis.serial',
      value: chassis?.serial,
      derived: 'the system structure states none; the chassis is of the same maker',
    },
  ];
}

/** The trimmed value, unless it is what vendors write when they know nothing. */
export function sound(field: JudgedField, value: string | undefined): string | undefined {
  const trimmed = trim(value);
  if (trimmed === undefined) return undefined;
  return judgeValue(field, trimmed).trust === 'impossible' ? undefined : trimmed;
}

/** The board that carries the processors: the motherboard, else the first. */
export function mainBoard(boards: readonly Board[]): Board | undefined {
  return boards.find(({ boardType }) => boardType === 'Motherboard') ?? boards[0];
}

/** The chassis the main board says it is in, else the first. */
export function mainChassis(
  chassis: readonly Chassis[],
  board: Board | undefined,
): Chassis | undefined {
  const around = chassis.find(
    ({ handle }) => handle !== undefined && handle === board?.chassisHandle,
  );
  return around ?? chassis[0];
}

function chooseValue(
  field: string,
  judged: JudgedField,
  options: readonly Option[],
  candidates: Candidate[],
  origin: string,
): string | undefined {
  let chosen: string | undefined;
  for (const { from, value, derived } of options) {
    if (value === undefined) continue;
    const trimmed = trim(value);
    const at = { field, from: `${origin} ${from}` };
    if (trimmed === undefined) {
      candidates.push({ ...at, state: 'empty' });
      continue;
    }
    const { trust, why } = judgeValue(judged, trimmed);
    const said = { ...at, value: trimmed.slice(0, 1024) };
    if (trust === 'impossible') {
      candidates.push({ ...said, state: 'placeholder', ...(why !== undefined && { why }) });
    } else if (chosen === undefined) {
      chosen = trimmed;
      const state = derived === undefined ? trust : 'derived';
      const reason = derived ?? why;
      candidates.push({
        ...said,
        state,
        chosen: true,
        ...(reason !== undefined && { why: reason }),
      });
    } else if (trimmed !== chosen) {
      candidates.push({ ...said, state: trust, ...(why !== undefined && { why }) });
    }
  }
  return chosen;
}

function trim(value: string | undefined): string | undefined {
  const trimmed = value?.trim().slice(0, 256);
  return trimmed === '' ? undefined : trimmed;
}
