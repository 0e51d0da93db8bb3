/** Text in HTML: shown as it is, never obeyed; what cannot be shown is replaced. */

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Control characters, and those that turn the direction of text around. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what it is about
const UNSHOWN = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;

/** For the content of an element, and for attributes in quotes. */
export function escapeHtml(text: string): string {
  return text
    .replace(UNSHOWN, '\ufffd')
    .replace(/[&<>"']/g, (character) => ENTITIES[character] ?? '');
}
