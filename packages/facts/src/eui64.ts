/** EUI-64 identifiers: the addresses of Zigbee, Thread and LoRaWAN devices. */

const BARE = /^[0-9a-f]{16}$/;
const PAIRS = /^[0-9a-f]{2}([:\- ])[0-9a-f]{2}(?:\1[0-9a-f]{2}){6}$/;
const GROUPS = /^[0-9a-f]{4}([.:-])[0-9a-f]{4}(?:\1[0-9a-f]{4}){2}$/;
/** Longer than any notation; what is longer is not looked at. */
const NOTATION_MAX = 32;

/**
 * Reads an EUI-64: sixteen hex digits, bare, after "0x" (Zigbee2MQTT), in pairs or in groups of four.
 *
 * @returns sixteen lower-case hex digits, or undefined
 */
export function parseEui64(text: string): string | undefined {
  if (text.length > NOTATION_MAX) return undefined;
  const bare = text.trim().toLowerCase();
  const digits = bare.startsWith('0x') ? bare.slice(2) : bare;
  if (BARE.test(digits)) return digits;
  return PAIRS.test(bare) || GROUPS.test(bare) ? bare.replace(/[^0-9a-f]/g, '') : undefined;
}
