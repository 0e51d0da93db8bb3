/** A number of a sheet as the text that it stands for: a date, a serial with its zeros, or the number. */
import { dateFromSerial, format, isDateFormat } from 'numfmt';

export type NumberText =
  | { readonly kind: 'text'; readonly text: string }
  /** More digits than a spreadsheet keeps: the last ones are not what was typed. */
  | { readonly kind: 'rounded' };

/** IEEE 754 doubles, of which a spreadsheet shows and keeps 15 digits. */
const EXACT_MAX = 1e15;
/** From 1 January 1900 to 1904, in a calendar that has a 29 February 1900. */
const DAYS_TO_1904 = 1462;
/** Digits with their leading zeros, and letters around them: the format of a number that is a name. */
const NAME_FORMAT = /^(?:"[^"]*"|\\.|[0 \-_/()])+$/;

/**
 * @param printed as the part has it
 * @param pattern the cell's format
 */
export function numberText(printed: string, pattern: string, is1904: boolean): NumberText {
  const value = Number(printed);
  if (printed.trim() === '' || !Number.isFinite(value)) return { kind: 'text', text: printed };
  if (isDateFormat(pattern) && value >= 1) {
    return { kind: 'text', text: fullDate(is1904 ? value + DAYS_TO_1904 : value) };
  }
  if (Math.abs(value) >= EXACT_MAX) return { kind: 'rounded' };
  if (NAME_FORMAT.test(pattern) && pattern.includes('0') && value >= 0) {
    return { kind: 'text', text: format(pattern, value) };
  }
  return { kind: 'text', text: plain(value) };
}

/** RFC 3339 full-date. The day is what was typed; the hour is of nobody's asset. */
function fullDate(serial: number): string {
  const [year = 0, month = 0, day = 0] = dateFromSerial(serial) ?? [];
  const digits = (number: number, width: number) => String(number).padStart(width, '0');
  return `${digits(year, 4)}-${digits(month, 2)}-${digits(day, 2)}`;
}

/** Without an exponent; doubles of 0.1 and 0.2 are told as people typed them. */
function plain(value: number): string {
  const text = String(Number(value.toPrecision(15)));
  return text.includes('e') ? value.toFixed(20).replace(/0+$/, '') : text;
}
