/** Dates as firmware and operating systems write them, as RFC 3339 full-dates. */

/**
 * mm/dd/yyyy, or mm/dd/yy of the last century (DSP0134 §7.1); also yyyy-mm-dd, yyyymmdd and the
 * CIM form yyyymmddhhmmss.ffffff+zzz.
 * Anything else, and what is no day of the calendar, is absent.
 */
export function parseFirmwareDate(text: string | undefined): string | undefined {
  const written = text?.trim() ?? '';
  const american = /^(\d{1,2})\/(\d{1,2})\/(\d{4}|\d{2})$/.exec(written);
  if (american !== null) {
    const [, month = '', day = '', year = ''] = american;
    return fullDate(year.length === 2 ? `19${year}` : year, month, day);
  }
  const ordered = /^(\d{4})-?(\d{2})-?(\d{2})(?:\d{6}\.|\D|$)/.exec(written);
  if (ordered === null) return undefined;
  const [, year = '', month = '', day = ''] = ordered;
  return fullDate(year, month, day);
}

function fullDate(year: string, month: string, day: string): string | undefined {
  const date = `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`;
  const parsed = new Date(`${date}T00:00:00Z`);
  // Nothing with SMBIOS was built before 1980; the 31st of February rolls over to another text.
  if (Number.isNaN(parsed.getTime()) || Number(year) < 1980) return undefined;
  return parsed.toISOString().startsWith(date) ? date : undefined;
}
