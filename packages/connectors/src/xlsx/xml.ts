/** Walks the XML of a part as it comes, element by element; nothing of it is kept but what the caller keeps. */
import sax from 'sax';
import { UnreadableError } from './archive.ts';

export type Attributes = Readonly<Record<string, string>>;

export interface Walk {
  /** Names without their prefix: producers choose prefixes as they like. */
  open?(name: string, attributes: Attributes): void;
  text?(text: string): void;
  close?(name: string): void;
}

/** @throws UnreadableError where it is not XML */
export async function walkXml(part: AsyncIterable<Buffer>, walk: Walk): Promise<void> {
  const parser = sax.parser(true, { position: false });
  const decoder = new TextDecoder();
  let broken: Error | undefined;
  parser.onerror = (error) => {
    broken ??= error;
  };
  parser.onopentag = ({ name, attributes }) => walk.open?.(localOf(name), localsOf(attributes));
  parser.onclosetag = (name) => walk.close?.(localOf(name));
  parser.ontext = (text) => walk.text?.(text);
  parser.oncdata = (text) => walk.text?.(text);
  for await (const chunk of part) {
    parser.write(decoder.decode(chunk, { stream: true }));
    if (broken !== undefined) break;
  }
  if (broken === undefined) parser.write(decoder.decode()).close();
  if (broken !== undefined) {
    throw new UnreadableError(`a part of it is damaged: ${broken.message.split('\n')[0]}`);
  }
}

function localOf(name: string): string {
  return name.slice(name.indexOf(':') + 1);
}

function localsOf(attributes: Readonly<Record<string, unknown>>): Attributes {
  const locals: Record<string, string> = {};
  for (const [name, value] of Object.entries(attributes)) locals[localOf(name)] = String(value);
  return locals;
}
