/**
 * "show inventory" as all of Cisco's systems print it: NAME, DESCR, PID, VID, SN per entity. Which
 * entity is the chassis is said by its name or description, never by its place in the list.
 */
import { definedOf } from '../../json.ts';
import type { Row } from '../rows.ts';
import { stated } from '../text/lines.ts';
import { partKindOf } from './parts.ts';

const ENTITY =
  /name:\s*("[^"\n]*"|[^,\n]*?)(?:,\s*|\s+)descr:\s*("[^\n]*"|[^\n]*)\n+\s*pid:\s*([^\n]*?)\s*,?\s*vid:\s*([^\n,]*?)\s*,?\s*sn:[ \t]*([^\n]*)/gi;

/** Names of what stands alone: "Chassis", "Switch 1", "2", "Rack 0", "c93xx Stack", "3640 chassis". */
const CHASSIS_NAME =
  /^(?:chassis(?:[ #-]*\d+| [A-Z][\w-]+)?|switch(?:[ #-]*\d+| system)?|\d{1,2}|rack[ #-]*\d+|.{0,40}\bchassis(?: system)?|fex \d+ chassis)$/i;
const CHASSIS_DESCRIPTION = /\bchassis(?: system)?$|\bchassis system\b/i;
const STACK_NAME = /\bstack\b/i;
const PART_WORDS = /\b(?:fan|power|psu|supply|tray|module|slot|card|processor|sensor|clock|bay)\b/i;

/** One entry of an inventory, whoever listed it. */
export interface Entity {
  readonly name: string | undefined;
  readonly description: string | undefined;
  readonly model: string | undefined;
  readonly hardwareRevision: string | undefined;
  readonly serial: string | undefined;
}

export function parseCiscoInventory(text: string): readonly Row[] {
  const entities = [...text.matchAll(ENTITY)].map(([, name, descr, pid, vid, sn]) => ({
    name: stated(name),
    description: stated(descr),
    model: stated(pid),
    hardwareRevision: stated(vid),
    serial: stated(sn),
  }));
  return inventoryRows(entities);
}

export function inventoryRows(entities: readonly Entity[]): readonly Row[] {
  const hasChassis = entities.some(({ name, description }) => isChassis(name, description));
  return entities.map((entity, index): Row => {
    const { name, description } = entity;
    const known = definedOf({ ...entity });
    // A stack as a whole repeats its master's numbers: it is the device, not one more unit.
    if (name !== undefined && STACK_NAME.test(name) && !PART_WORDS.test(name)) {
      return { is: 'device', ...known };
    }
    if (isChassis(name, description) || (!hasChassis && index === 0 && isAlone(name))) {
      const slot = /(\d+)\D*$/.exec(name ?? '')?.[1];
      const isNumbered = /^(?:(?:chassis|switch|rack|fex)[ #-]*)?\d{1,3}(?: chassis)?$/i.test(
        name ?? '',
      );
      if (slot === undefined || !isNumbered) return { is: 'device', ...known };
      return { is: 'unit', slot, ...known };
    }
    return { is: 'part', part: partKindOf(name, description), ...known };
  });
}

function isChassis(name: string | undefined, description: string | undefined): boolean {
  if (name !== undefined && CHASSIS_NAME.test(name)) return !PART_WORDS.test(name);
  return description !== undefined && CHASSIS_DESCRIPTION.test(description)
    ? !PART_WORDS.test(name ?? '')
    : false;
}

/** An appliance that lists one "module 0": the box itself. */
function isAlone(name: string | undefined): boolean {
  return name !== undefined && /^(?:module 0|appliance)$/i.test(name);
}
