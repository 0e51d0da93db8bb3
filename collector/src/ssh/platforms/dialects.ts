/** How Cisco's command lines, and the many made after them, talk. */
import type { Dialect } from '../driver/dialect.ts';

export const CISCO_DIALECT: Dialect = {
  modes: [
    { name: 'user', prompt: /^[\w.@/:~-]{1,80}> ?$/ },
    {
      name: 'privileged',
      prompt: /^[\w.@/:~-]{1,80}# ?$/,
      enter: { from: 'user', command: 'enable' },
    },
    { name: 'configuration', prompt: /^[\w.@/:~-]{1,80}\([\w.-]{1,60}\)# ?$/ },
  ],
  readsIn: 'privileged',
  setup: ['terminal length 0', 'terminal width 0'],
  leave: ['exit'],
  lineEnd: '\n',
};

/** What many command lines differ in; the rest is as Cisco's. */
export interface DialectOptions
  extends Partial<
    Pick<Dialect, 'setup' | 'leave' | 'lineEnd' | 'greetings' | 'pagers' | 'refusals'>
  > {
  readonly prompt?: RegExp;
}

/** A command line with the user and privileged modes that "enable" leads between. */
export function twoModes({
  setup = [],
  leave = ['exit'],
  ...rest
}: Omit<DialectOptions, 'prompt'> = {}): Dialect {
  return { ...CISCO_DIALECT, ...rest, setup, leave };
}

/** A command line with one mode for reading. */
export function oneMode({
  prompt = /^[\w.@()/:~ -]{1,80}[#>] ?$/,
  setup = [],
  leave = ['exit'],
  lineEnd = '\n',
  ...rest
}: DialectOptions = {}): Dialect {
  return { modes: [{ name: 'exec', prompt }], setup, leave, lineEnd, ...rest };
}

/** FASTPATH and its kin put the name in parentheses: "(switch-1) #". */
export const PARENTHESES: RegExp = /^\([^)\n]{1,80}\) ?[#>] ?$/;

/** The login shell of a host. Hosts are read over exec channels; the shell is for finding out. */
export const HOST_DIALECT: Dialect = {
  modes: [{ name: 'shell', prompt: /[$#%>] ?$/ }],
  setup: [],
  leave: ['exit'],
  lineEnd: '\n',
};
