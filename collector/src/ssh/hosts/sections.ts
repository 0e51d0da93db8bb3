/** Many files and commands in one round trip: the script that prints them, and its output cut up again. */

/** Starts a section. No file of a host begins a line with it. */
const MARK = '##muster ';

export interface Section {
  readonly name: string;
  /** A POSIX shell command without single quotes. */
  readonly command: string;
}

/** One `sh -c` for all sections, whatever the login shell is; errors stand in their own section. */
export function scriptOf(sections: readonly Section[]): string {
  const body = sections.map(({ name, command }) => `echo "${MARK}${name}"; ${command}`).join('; ');
  return `sh -c 'exec 2>&1; LC_ALL=C; export LC_ALL; PATH=$PATH:/usr/sbin:/sbin; ${body}; echo "${MARK}end"'`;
}

/** The sections by name. What was cut off, because the end is missing, is not given. */
export function sectionsOf(output: string): ReadonlyMap<string, string> {
  const sections = new Map<string, string>();
  for (const part of `\n${output}`.split(`\n${MARK}`).slice(1)) {
    const end = part.indexOf('\n');
    if (end >= 0) sections.set(part.slice(0, end).trim(), part.slice(end + 1).trimEnd());
  }
  if (!sections.delete('end') && !/^##muster end\s*$/m.test(output)) {
    const last = [...sections.keys()].at(-1);
    if (last !== undefined) sections.delete(last);
  }
  return sections;
}

/** What a section of one file says: its text, or why there is none. */
export type Read =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'permission' | 'absent' };

export function readOf(section: string | undefined): Read {
  const text = section?.trim() ?? '';
  if (/permission denied|operation not permitted|must be root/i.test(text)) {
    return { kind: 'permission' };
  }
  const isMissing = /no such file|not found|cannot open|can't open|not recognized/i.test(text);
  return text === '' || isMissing ? { kind: 'absent' } : { kind: 'text', text };
}
