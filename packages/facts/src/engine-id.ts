/** SNMP engine IDs (RFC 3411 §5, SnmpEngineID): canonical form, and what theirs is worth. */
import { impossible, type Judgement, SOUND, suspect } from './judgement.ts';
import { isMulticast, macKindOf } from './mac.ts';
import { judgeMac } from './placeholder-octets.ts';

/** 5 to 32 octets, bare or in pairs. */
const HEX = /^(?:[0-9a-f]{2}){5,32}$/;
const PAIRS = /^[0-9a-f]{1,2}([:\- .])[0-9a-f]{1,2}(?:\1[0-9a-f]{1,2}){3,30}$/;
/** Longer than any notation; what is longer is not looked at. */
const NOTATION_MAX = 128;
/** Net-SNMP: enterprise 8072, format 128, made at random when the daemon is installed. */
const NET_SNMP_RANDOM = '80001f8880';

/** @returns lower-case hex digits, or undefined when it cannot be an engine ID */
export function parseEngineId(text: string): string | undefined {
  if (text.length > NOTATION_MAX) return undefined;
  const trimmed = text.trim().toLowerCase();
  const bare = trimmed.startsWith('0x') ? trimmed.slice(2) : trimmed;
  if (HEX.test(bare)) return bare;
  if (!PAIRS.test(bare)) return undefined;
  return bare
    .split(/[:\- .]/)
    .map((octet) => octet.padStart(2, '0'))
    .join('');
}

/**
 * The engine ID is unique within an administrative domain by the RFC; in the field it is as good
 * as what it was made from.
 *
 * @param engineId in canonical form
 */
export function judgeEngineId(engineId: string): Judgement {
  if (/^(?:00)+$/.test(engineId) || /^(?:ff)+$/.test(engineId)) {
    return impossible('reserved by RFC 3411');
  }
  const isNewForm = Number.parseInt(engineId.slice(0, 1), 16) >= 8;
  const format = isNewForm ? engineId.slice(8, 10) : '';
  const rest = isNewForm ? engineId.slice(10) : engineId.slice(8);
  if (format === '03' && rest.length === 12) return judgeEngineMac(rest);
  if (/^(?:00)*$/.test(rest) || /^(?:ff)+$/.test(rest)) return impossible('never programmed');
  if (format === '01') {
    if (rest === '7f000001') return impossible('made from the loopback address');
    return suspect('made from an IP address');
  }
  if (engineId.startsWith(NET_SNMP_RANDOM)) return suspect('copied with a disk image');
  return SOUND;
}

function judgeEngineMac(digits: string): Judgement {
  const mac = digits.replace(/(..)(?!$)/g, '$1:');
  const judged = judgeMac(mac);
  if (judged.trust !== 'sound') return judged;
  if (isMulticast(mac)) return suspect('made from what is no unicast address');
  const kind = macKindOf(mac);
  return kind === 'burned-in' ? SOUND : suspect(`made from a ${kind} MAC address`);
}
