/**
 * What the firmware's structures mean for an observation: identity, firmware, boards, processors,
 * memory, batteries, power supplies, the management controller.
 */
import type { Component, Firmware, Unread } from '@muster/facts/observation';
import type { Findings } from './findings.ts';
import { parseFirmwareDate } from './firmware-date.ts';
import { identityOf, mainBoard, mainChassis, sound } from './identity.ts';
import { memoryModules } from './memory-modules.ts';
import { present, presentGroup } from './present.ts';
import type {
  Battery,
  Board,
  HostInterface,
  PowerSupply,
  Processor,
  Smbios,
} from './smbios/smbios.ts';

/** Free texts of the maker that are kept; a Dell server has about twenty. */
const OEM_STRINGS_MAX = 64;
/** A large server has about forty slots. */
const SLOTS_MAX = 128;

/** @param origin as in `identityOf` */
export function hardwareOf(smbios: Smbios, origin: string): Findings {
  const { device, candidates } = identityOf(smbios, origin);
  const firmware = firmwareOf(smbios);
  const components = [
    ...boardsOf(smbios),
    ...processorsOf(smbios.processors),
    ...memoryModules(smbios.memoryDevices),
    ...batteriesOf(smbios.batteries),
    ...powerSuppliesOf(smbios.powerSupplies),
    ...managementControllers(smbios),
    ...tpmOf(smbios),
  ];
  return {
    ...(Object.keys(device).length > 0 && { device }),
    ...(firmware && { firmware }),
    ...(components.length > 0 && { components }),
    ...(candidates.length > 0 && { candidates }),
    ...(smbios.truncated && { unread: [truncated] }),
    ...moreOf(smbios),
  };
}

const truncated: Unread = {
  what: 'smbios table',
  why: 'truncated',
  hint: 'the firmware states a longer table than it has; its later structures are missing',
};

function firmwareOf({ bios }: Smbios): Firmware | undefined {
  return presentGroup<Firmware>({
    vendor: sound('vendor', bios?.vendor),
    version: sound('version', bios?.version),
    releasedOn: parseFirmwareDate(bios?.releaseDate),
  });
}

function boardsOf({ boards, chassis }: Smbios): Component[] {
  const main = mainBoard(boards);
  const around = mainChassis(chassis, main);
  const components = boards.map((board, index) => boardOf(board, index, board === main));
  for (const [index, each] of chassis.entries()) {
    if (each === around) continue;
    components.push(
      present<Component>({
        kind: 'chassis',
        key: `chassis:${index}`,
        vendor: sound('vendor', each.manufacturer),
        serial: sound('serial', each.serial),
        assetTag: sound('assetTag', each.assetTag),
        partNumber: sound('sku', each.sku),
        hardwareRevision: sound('version', each.version),
        ...(each.chassisType !== undefined && { details: { chassisType: each.chassisType } }),
      }),
    );
  }
  return components.filter(hasFacts);
}

function boardOf(board: Board, index: number, isMain: boolean): Component {
  return present<Component>({
    kind: 'board',
    key: isMain ? 'board' : `board:${index}`,
    slot: sound('version', board.location),
    vendor: sound('vendor', board.manufacturer),
    model: sound('model', board.productName),
    serial: sound('serial', board.serial),
    assetTag: sound('assetTag', board.assetTag),
    hardwareRevision: sound('version', board.version),
    details: board.boardType === undefined ? undefined : { boardType: board.boardType },
  });
}

/** A component of which only its place and its revision are known says nothing. */
const NO_FACTS = new Set(['kind', 'key', 'slot', 'parent', 'hardwareRevision', 'details']);

export function hasFacts(component: Component): boolean {
  return Object.keys(component).some((name) => !NO_FACTS.has(name));
}

function processorsOf(processors: readonly Processor[]): Component[] {
  return processors
    .filter(({ isPopulated, processorType }) => isPopulated !== false && isCentral(processorType))
    .map((processor, index) =>
      present<Component>({
        kind: 'cpu',
        key: `cpu:${index}`,
        slot: sound('version', processor.socket),
        vendor: sound('vendor', processor.manufacturer),
        model: sound('model', processor.version?.replace(/\s+/g, ' ')),
        partNumber: sound('sku', processor.partNumber),
        serial: processorSerial(processor.serial),
        assetTag: sound('assetTag', processor.assetTag),
        details: presentGroup<ProcessorDetails>({
          cores: processor.cores,
          threads: processor.threads,
          maxSpeedMegahertz: processor.maxSpeedMegahertz,
        }),
      }),
    );
}

/** A type, not an interface: it must fit the record that `details` is. */
type ProcessorDetails = {
  readonly cores?: number;
  readonly threads?: number;
  readonly maxSpeedMegahertz?: number;
};

function isCentral(processorType: string | undefined): boolean {
  return processorType === undefined || processorType === 'Central Processor';
}

/** No x86 processor since the Pentium III has a serial: firmware fills in its CPUID or a text. */
function processorSerial(serial: string | undefined): string | undefined {
  const value = sound('serial', serial);
  return value === undefined || /\s/.test(value) ? undefined : value;
}

function batteriesOf(batteries: readonly Battery[]): Component[] {
  return batteries
    .map((battery, index) => {
      const capacity = battery.designCapacityMilliwattHours;
      return present<Component>({
        kind: 'battery',
        key: `smbios-battery:${index}`,
        slot: sound('version', battery.location),
        vendor: sound('vendor', battery.manufacturer),
        model: sound('model', battery.name),
        serial: sound('serial', battery.serial),
        manufacturedOn: parseFirmwareDate(battery.manufactureDate),
        details: capacity === undefined ? undefined : { designCapacityMilliwattHours: capacity },
      });
    })
    .filter(hasFacts);
}

function powerSuppliesOf(supplies: readonly PowerSupply[]): Component[] {
  return supplies
    .filter(({ isPresent }) => isPresent !== false)
    .map((supply, index) =>
      present<Component>({
        kind: 'power-supply',
        key: `power-supply:${index}`,
        slot: sound('version', supply.location),
        name: sound('model', supply.name),
        vendor: sound('vendor', supply.manufacturer),
        serial: sound('serial', supply.serial),
        assetTag: sound('assetTag', supply.assetTag),
        partNumber: sound('model', supply.partNumber),
        hardwareRevision: sound('version', supply.revision),
      }),
    )
    .filter(hasFacts);
}

/** One controller, whichever of the two structures tells of it. */
function managementControllers({ ipmi, hostInterfaces }: Smbios): Component[] {
  const reached: HostInterface | undefined = hostInterfaces.find(
    ({ serviceUuid, serviceAddress }) => serviceUuid ?? serviceAddress,
  );
  const details: Record<string, string> = {
    ...(ipmi?.specification !== undefined && { ipmi: ipmi.specification }),
    ...(ipmi?.interfaceType !== undefined && { interface: ipmi.interfaceType }),
    ...(reached?.serviceUuid !== undefined && { redfishUuid: reached.serviceUuid }),
    ...(reached?.serviceAddress !== undefined && { hostAddress: reached.serviceAddress }),
    ...(reached?.serviceHostname !== undefined && { hostname: reached.serviceHostname }),
  };
  return Object.keys(details).length === 0 ? [] : [{ kind: 'bmc', key: 'bmc', details }];
}

function tpmOf({ tpm }: Smbios): Component[] {
  if (tpm === undefined) return [];
  return [
    present<Component>({
      kind: 'tpm',
      key: 'tpm',
      vendor: tpm.vendor,
      model: sound('model', tpm.description),
      hardwareRevision: tpm.specification,
    }),
  ];
}

function moreOf(smbios: Smbios): Pick<Findings, 'more'> {
  const oemStrings = smbios.oemStrings
    .map((text) => sound('model', text))
    .filter((text) => text !== undefined)
    .slice(0, OEM_STRINGS_MAX);
  const slots = smbios.slots
    .filter(({ designation }) => sound('model', designation) !== undefined)
    .slice(0, SLOTS_MAX);
  const more = {
    ...(oemStrings.length > 0 && { oemStrings }),
    ...(slots.length > 0 && { slots }),
    ...(smbios.bios?.isUefi !== undefined && { uefi: smbios.bios.isUefi }),
    ...(smbios.bios?.isVirtualMachine === true && { firmwareSaysVirtual: true }),
    ...(smbios.bios?.revision !== undefined && { biosRevision: smbios.bios.revision }),
    ...(smbios.bios?.firmwareRevision !== undefined && {
      controllerFirmware: smbios.bios.firmwareRevision,
    }),
  };
  return Object.keys(more).length === 0 ? {} : { more };
}
