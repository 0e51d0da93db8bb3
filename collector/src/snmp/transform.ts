/** The named transforms that a family may apply to a value. No expression language: a closed set. */
import type { Transform } from './family.ts';
import { hexOf, macOf, type Value } from './value.ts';

const BY_NAME: Readonly<Record<Transform, (text: string, value?: Value) => string | undefined>> = {
  upper: (text) => text.toUpperCase(),
  lower: (text) => text.toLowerCase(),
  /** Octets as hex without separators: binary serials, MACs as serials. */
  hex: (text, value) => (value instanceof Uint8Array ? hexOf(value).toUpperCase() : text),
  mac: (_, value) => macOf(value),
  'first-word': (text) => text.split(/\s/, 1)[0],
  'last-word': (text) => /\S+$/.exec(text)?.[0],
  compact: (text) => text.replace(/\s+/g, ''),
  /** "06.01.0009" is what others print as 6.1.9. */
  unpad: (text) => text.replace(/\b0+(?=\d)/g, ''),
  /** A guest's UUID as its firmware prints it for a serial: "VMware-56 4d …-9b 3a …". */
  'vmware-serial': (text) => {
    const octets = text
      .toLowerCase()
      .replace(/[^0-9a-f]/g, '')
      .match(/../g);
    if (octets?.length !== 16) return undefined;
    return `VMware-${octets.slice(0, 8).join(' ')}-${octets.slice(8).join(' ')}`;
  },
};

/**
 * @param text the value as clean text, or nothing where its octets are no text.
 * @param value the value itself, for transforms of octets.
 */
export function applyTransforms(
  transforms: readonly Transform[],
  text: string | undefined,
  value?: Value,
): string | undefined {
  let result = text;
  for (const name of transforms) {
    if (result === undefined && name !== 'hex' && name !== 'mac') return undefined;
    result = BY_NAME[name](result ?? '', value);
  }
  return result === '' ? undefined : result;
}
