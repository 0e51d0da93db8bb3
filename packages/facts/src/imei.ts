/** IMEIs of mobile devices (3GPP TS 23.003 §6.2): one form for the three lengths in use. */
import { impossible, type Judgement, SOUND, suspect } from './judgement.ts';
import { countingRunLength, isOneCharacter } from './placeholder-families.ts';

/** Type allocation code and serial number, then check digit, or software version (IMEISV). */
const IMEI = /^(\d{14})(\d{0,2})$/;
/** Longer than any notation; what is longer is not looked at. */
const NOTATION_MAX = 32;
/** Numbers that whole batches of unlicensed phones carry. */
const SHARED: ReadonlySet<string> = new Set(['13579024681122', '00499901064000']);

/**
 * Reads an IMEI of 14 digits, 15 (with check digit, or the 0 that networks transmit instead) or 16
 * (IMEISV), with or without blanks, dashes and slashes.
 *
 * @returns 15 digits with the right check digit, or undefined
 */
export function parseImei(text: string): string | undefined {
  if (text.length > NOTATION_MAX) return undefined;
  const match = IMEI.exec(text.replace(/[\s/.-]/g, ''));
  const body = match?.[1];
  return body === undefined ? undefined : body + luhnDigit(body);
}

export function judgeImei(printed: string): Judgement {
  const [, body = '', tail = ''] = IMEI.exec(printed.replace(/[\s/.-]/g, '')) ?? [];
  if (body === '') return impossible('not an IMEI');
  if (isOneCharacter(body) || countingRunLength(body) > 0) return impossible('never programmed');
  if (SHARED.has(body)) return impossible('carried by many devices');
  const isChecked = tail.length !== 1 || tail === '0' || tail === luhnDigit(body);
  return isChecked ? SOUND : suspect('its check digit is wrong');
}

/** The Luhn check digit (ISO/IEC 7812-1) of 14 digits. */
function luhnDigit(digits: string): string {
  const sum = Array.from(digits, Number).reduce((total, digit, index) => {
    const weighted = index % 2 === 1 ? digit * 2 : digit;
    return total + (weighted > 9 ? weighted - 9 : weighted);
  }, 0);
  return String((10 - (sum % 10)) % 10);
}
