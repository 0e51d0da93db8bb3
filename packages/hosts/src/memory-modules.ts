/** Memory modules as components: one for each populated socket. */
import type { Component } from '@muster/facts/observation';
import { sound } from './identity.ts';
import { memoryMaker, memoryPartNumber } from './memory-makers.ts';
import { present } from './present.ts';
import type { MemoryDevice } from './smbios/smbios.ts';

/**
 * Empty sockets are left out, and so are modules without a size: firmware lists sockets that the
 * board does not even have. A locator that several sockets share gets the bank before it.
 */
export function memoryModules(devices: readonly MemoryDevice[]): Component[] {
  const populated = devices.filter(({ sizeBytes }) => sizeBytes !== undefined && sizeBytes > 0);
  const taken = new Map<string, number>();
  return populated.map((device, index) => {
    const locator = sound('version', device.locator);
    const bank = sound('version', device.bankLocator);
    const isShared = populated.filter((other) => other.locator === device.locator).length > 1;
    const slot = isShared && bank !== undefined ? joined(bank, locator) : (locator ?? bank);
    const name = slot ?? String(index);
    const nth = (taken.get(name) ?? 0) + 1;
    taken.set(name, nth);
    return present<Component>({
      kind: 'memory',
      key: `memory:${name}${nth > 1 ? `#${nth}` : ''}`,
      slot,
      vendor: sound('vendor', memoryMaker(sound('vendor', device.manufacturer))),
      partNumber: sound('model', memoryPartNumber(device.partNumber)),
      serial: sound('serial', device.serial),
      assetTag: sound('assetTag', device.assetTag),
      firmware: sound('version', device.firmwareVersion),
      sizeBytes: device.sizeBytes,
      details: detailsOf(device),
    });
  });
}

function joined(bank: string, locator: string | undefined): string {
  return locator === undefined ? bank : `${bank}/${locator}`;
}

function detailsOf(device: MemoryDevice): Component['details'] {
  const { memoryType, formFactor, speed, configuredSpeed, totalWidthBits, dataWidthBits } = device;
  const details = {
    ...(isStated(memoryType) && { type: memoryType }),
    ...(isStated(formFactor) && { formFactor }),
    ...(speed !== undefined && { megatransfersPerSecond: speed }),
    ...(configuredSpeed !== undefined && { configuredMegatransfersPerSecond: configuredSpeed }),
    ...(totalWidthBits !== undefined &&
      dataWidthBits !== undefined && { errorCorrecting: totalWidthBits > dataWidthBits }),
  };
  return Object.keys(details).length === 0 ? undefined : details;
}

function isStated(name: string | undefined): name is string {
  return name !== undefined && name !== 'Unknown' && name !== 'Other';
}
