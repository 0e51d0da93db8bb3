/**
 * What the firmware says of the machine: the structures of DSP0134 that an inventory needs, typed.
 *
 * Texts are as printed (untrimmed, placeholders included): judging them is the business of
 * `identity.ts`. A field that the structure does not have, or that states "unknown", is absent.
 * The decoder, the dmidecode reader and the WMI reader all produce this one shape.
 */
import type { SmbiosVersion } from './entry-point.ts';

export interface Smbios {
  readonly version?: SmbiosVersion;
  readonly bios?: Bios;
  readonly system?: System;
  readonly boards: readonly Board[];
  readonly chassis: readonly Chassis[];
  readonly processors: readonly Processor[];
  readonly slots: readonly Slot[];
  readonly onBoardDevices: readonly OnBoardDevice[];
  readonly oemStrings: readonly string[];
  readonly memoryDevices: readonly MemoryDevice[];
  readonly batteries: readonly Battery[];
  readonly powerSupplies: readonly PowerSupply[];
  readonly ipmi?: Ipmi;
  readonly hostInterfaces: readonly HostInterface[];
  readonly tpm?: TpmDevice;
  /** The table ended early: what is missing was not read, not absent. */
  readonly truncated: boolean;
}

/** Type 0. */
export interface Bios {
  readonly vendor?: string;
  readonly version?: string;
  /** mm/dd/yyyy, or mm/dd/yy before SMBIOS 2.3. */
  readonly releaseDate?: string;
  /** "5.12": the system BIOS release, where stated. */
  readonly revision?: string;
  /** The embedded controller's firmware. */
  readonly firmwareRevision?: string;
  /** §7.1.1: bit 3 of the second extension byte. */
  readonly isUefi?: boolean;
  /** Bit 4: this table describes a virtual machine. */
  readonly isVirtualMachine?: boolean;
}

/** Type 1. */
export interface System {
  readonly manufacturer?: string;
  readonly productName?: string;
  readonly version?: string;
  readonly serial?: string;
  /** Lower-case canonical text, in the byte order of the table's version (§7.2.1). */
  readonly uuid?: string;
  readonly sku?: string;
  readonly family?: string;
}

/** Type 2. */
export interface Board {
  readonly handle?: number;
  readonly manufacturer?: string;
  readonly productName?: string;
  readonly version?: string;
  readonly serial?: string;
  readonly assetTag?: string;
  readonly location?: string;
  readonly boardType?: string;
  readonly chassisHandle?: number;
}

/** Type 3. */
export interface Chassis {
  readonly handle?: number;
  readonly manufacturer?: string;
  readonly chassisType?: string;
  readonly version?: string;
  readonly serial?: string;
  readonly assetTag?: string;
  readonly sku?: string;
}

/** Type 4. */
export interface Processor {
  readonly socket?: string;
  readonly processorType?: string;
  readonly manufacturer?: string;
  readonly version?: string;
  readonly isPopulated?: boolean;
  readonly maxSpeedMegahertz?: number;
  readonly currentSpeedMegahertz?: number;
  readonly serial?: string;
  readonly assetTag?: string;
  readonly partNumber?: string;
  readonly cores?: number;
  readonly threads?: number;
}

/** Type 9. */
export interface Slot {
  readonly designation?: string;
  readonly usage?: string;
  /** PCI address "0000:03:00.0". */
  readonly busAddress?: string;
}

/** Types 10 and 41. */
export interface OnBoardDevice {
  readonly designation?: string;
  readonly deviceType?: string;
  readonly isEnabled?: boolean;
  readonly busAddress?: string;
}

/** Type 17. */
export interface MemoryDevice {
  /** Absent when unknown; 0 for an empty socket. */
  readonly sizeBytes?: number;
  readonly formFactor?: string;
  readonly locator?: string;
  readonly bankLocator?: string;
  readonly memoryType?: string;
  /** Megatransfers a second: rated. */
  readonly speed?: number;
  /** Megatransfers a second: as it runs. */
  readonly configuredSpeed?: number;
  readonly manufacturer?: string;
  readonly serial?: string;
  readonly assetTag?: string;
  readonly partNumber?: string;
  readonly rank?: number;
  readonly firmwareVersion?: string;
  /** Total width above data width: error-correcting. */
  readonly totalWidthBits?: number;
  readonly dataWidthBits?: number;
}

/** Type 22. */
export interface Battery {
  readonly location?: string;
  readonly manufacturer?: string;
  readonly manufactureDate?: string;
  readonly serial?: string;
  readonly name?: string;
  readonly chemistry?: string;
  readonly designCapacityMilliwattHours?: number;
  readonly designVoltageMillivolts?: number;
}

/** Type 39. */
export interface PowerSupply {
  readonly location?: string;
  readonly name?: string;
  readonly manufacturer?: string;
  readonly serial?: string;
  readonly assetTag?: string;
  readonly partNumber?: string;
  readonly revision?: string;
  readonly maxPowerMilliwatts?: number;
  readonly isPresent?: boolean;
}

/** Type 38. */
export interface Ipmi {
  readonly interfaceType?: string;
  /** "2.0". */
  readonly specification?: string;
}

/** Type 42: how the management controller is reached from inside (DSP0270). */
export interface HostInterface {
  /** The service's UUID, Redfish over IP. */
  readonly serviceUuid?: string;
  readonly serviceAddress?: string;
  readonly serviceHostname?: string;
}

/** Type 43. */
export interface TpmDevice {
  /** Four letters: "INTC", "IFX", "AMD". */
  readonly vendor?: string;
  readonly specification?: string;
  readonly description?: string;
}
