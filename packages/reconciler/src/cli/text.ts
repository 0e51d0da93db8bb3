/** Device strings on a terminal: shown, never obeyed. */

/** Control characters (C0, DEL, C1) and those that turn the direction of text around. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what it is about
const UNSAFE = /[\u0000-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;

/** One line without anything a terminal would act on. */
export function printable(text: string): string {
  return text.replace(UNSAFE, '�');
}

/** Cut to `width` columns; the cut is shown. Wide characters count as one: a table may lean. */
export function clip(text: string, width: number): string {
  const characters = [...text];
  return characters.length <= width ? text : `${characters.slice(0, width - 1).join('')}…`;
}
