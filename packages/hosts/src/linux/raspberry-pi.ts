/** Raspberry Pi models by the revision code in /proc/cpuinfo (the maker's documentation). */

/** Bits 4 to 11 of a new-style code, which has bit 23 set. */
const TYPES: Readonly<Record<number, string>> = {
  0: 'Model A',
  1: 'Model B',
  2: 'Model A Plus',
  3: 'Model B Plus',
  4: '2 Model B',
  6: 'Compute Module',
  8: '3 Model B',
  9: 'Zero',
  10: 'Compute Module 3',
  12: 'Zero W',
  13: '3 Model B Plus',
  14: '3 Model A Plus',
  16: 'Compute Module 3 Plus',
  17: '4 Model B',
  18: 'Zero 2 W',
  19: '400',
  20: 'Compute Module 4',
  21: 'Compute Module 4S',
  23: '5 Model B',
  24: 'Compute Module 5',
  25: '500',
  26: 'Compute Module 5 Lite',
};

/** "Raspberry Pi 3 Model B Rev 1.2", worded as the device tree words it. */
export function raspberryPiModel(revision: string | undefined): string | undefined {
  if (revision === undefined || !/^[0-9a-f]{4,8}$/i.test(revision)) return undefined;
  const code = Number.parseInt(revision, 16);
  if ((code & 0x80_0000) === 0) return undefined;
  const type = TYPES[(code >> 4) & 0xff];
  return type === undefined ? undefined : `Raspberry Pi ${type} Rev 1.${code & 0x0f}`;
}
