/** Memory modules from SPMemoryDataType: on Intel per socket, on Apple silicon one soldered whole. */

import { present } from '../present.ts';
import type { MemoryDevice } from '../smbios/smbios.ts';
import { flatten, type ProfilerItem, textIn } from './profiler.ts';

export function memoryDevicesOf(items: readonly ProfilerItem[]): readonly MemoryDevice[] {
  return flatten(items).flatMap((item) => {
    const sizeBytes = parseSize(textIn(item, 'dimm_size', 'SPMemoryDataType'));
    if (sizeBytes === undefined) return [];
    const name = textIn(item, '_name');
    const [bank, locator] = name?.split('/') ?? [];
    return [
      present<MemoryDevice>({
        sizeBytes,
        locator: locator ?? bank,
        bankLocator: locator === undefined ? undefined : bank,
        memoryType: textIn(item, 'dimm_type'),
        speed: Number(/^(\d+) M/.exec(textIn(item, 'dimm_speed') ?? '')?.[1]) || undefined,
        manufacturer: textIn(item, 'dimm_manufacturer'),
        serial: textIn(item, 'dimm_serial_number'),
        partNumber: textIn(item, 'dimm_part_number'),
      }),
    ];
  });
}

const UNITS: Readonly<Record<string, number>> = {
  KB: 1024,
  MB: 1024 ** 2,
  GB: 1024 ** 3,
  TB: 1024 ** 4,
};

/** "16 GB", "512 MB"; "Empty" is no module. */
export function parseSize(text: string | undefined): number | undefined {
  const [, amount, unit = ''] = /^(\d{1,6}) ?([KMGT]B)$/.exec(text?.trim() ?? '') ?? [];
  return amount === undefined ? undefined : Number(amount) * (UNITS[unit] ?? 1);
}
