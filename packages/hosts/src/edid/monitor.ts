/** A monitor as a component, from its EDID. */
import type { Component } from '@muster/facts/observation';
import { sound } from '../identity.ts';
import { present } from '../present.ts';
import type { Edid } from './edid.ts';
import { monitorMakers } from './makers.ts';
import { serialConventions } from './serial-conventions.ts';

/** Connectors that laptops and all-in-ones wire their own panel to. */
const INTERNAL_CONNECTOR = /^(?:eDP|LVDS|DSI)/i;

/** @param connector "HDMI-A-1", "eDP-1"; where the same monitor has no serial it tells two apart */
export function monitorOf(edid: Edid, connector: string | undefined): Component {
  const serial = monitorSerial(edid);
  const code = `${edid.manufacturerId}${edid.productCode.toString(16).toUpperCase().padStart(4, '0')}`;
  const details = {
    productCode: code,
    ...(edid.weekOfManufacture !== undefined && { weekOfManufacture: edid.weekOfManufacture }),
    ...(edid.modelYear !== undefined && { modelYear: edid.modelYear }),
    ...(edid.serialNumber !== undefined && { serialNumber: edid.serialNumber }),
    ...(edid.serialText !== undefined && { serialText: edid.serialText }),
    ...(connector !== undefined && { internal: INTERNAL_CONNECTOR.test(connector) }),
  };
  return present<Component>({
    kind: 'monitor',
    key: `monitor:${code}:${serial ?? connector ?? ''}`,
    slot: connector,
    vendor: monitorMakers[edid.manufacturerId] ?? edid.manufacturerId,
    model: edid.name ?? panelName(edid) ?? code,
    serial,
    manufacturedOn:
      edid.yearOfManufacture === undefined ? undefined : String(edid.yearOfManufacture),
    details,
  });
}

/**
 * The serial on the label: the text descriptor, which some makers cut and continue in the number
 * (`serialConventions`); else the number, unless it is one that whole series share.
 */
export function monitorSerial(edid: Edid): string | undefined {
  const text = sound('serial', edid.serialText);
  if (text !== undefined) {
    const convention = serialConventions.find(
      ({ manufacturerIds, textPattern }) =>
        manufacturerIds.includes(edid.manufacturerId) && textPattern.test(text),
    );
    return convention?.complete(text, edid.serialNumber) ?? text;
  }
  const number = edid.serialNumber;
  return number === undefined || isSharedNumber(number) ? undefined : String(number);
}

/**
 * Numbers that are no serial: a repeated byte (0x01010101, all ones), a single bit, small counts
 * that makers leave at their default.
 */
function isSharedNumber(number: number): boolean {
  const bytes = [number >>> 24, (number >>> 16) & 0xff, (number >>> 8) & 0xff, number & 0xff];
  if (bytes.every((byte) => byte === bytes[0])) return true;
  return number < 256 || Number.isInteger(Math.log2(number));
}

/** Panels of laptops have no name: their text descriptors hold maker and part number. */
function panelName({ texts }: Edid): string | undefined {
  return texts.length === 0 ? undefined : texts.at(-1);
}
