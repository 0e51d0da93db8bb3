/** A value to be compared letter by letter: a serial, an address, a key. */
import type { ReactNode } from 'react';

/** Nothing at all where nothing is known, so that a narrow page can leave the empty cell out. */
export function Code({ text }: { readonly text: string | undefined }): ReactNode {
  return text === undefined ? null : <span className="code">{text}</span>;
}
