/**
 * How a command line talks, as data: its prompts and modes, what it asks before the first prompt,
 * how its pager is turned on one page, how it is left. What most of them share is here.
 */

/** Text that asks for something, and what to send back (as typed, without a line end of its own). */
export interface Exchange {
  /** Matched against the last line as a terminal would show it. */
  readonly asks: RegExp;
  readonly reply: string;
}

/** A mode of the command line, known by its prompt. */
export interface Mode {
  readonly name: string;
  readonly prompt: RegExp;
  /** How it is entered from another mode; a password is asked for where the device has one. */
  readonly enter?: { readonly from: string; readonly command: string };
}

export interface Dialect {
  /** Modes from the least privileged up. The first whose prompt matches is the current one. */
  readonly modes: readonly Mode[];
  /** The mode that reading needs, where the one after login is not enough. */
  readonly readsIn?: string;
  /** Sent once after login; touches this session only, never the configuration. */
  readonly setup: readonly string[];
  /** Sent in turn until the device hangs up. */
  readonly leave: readonly string[];
  readonly lineEnd: '\n' | '\r' | '\r\n';
  /** Questions beyond the shared ones. */
  readonly greetings?: readonly Exchange[];
  readonly pagers?: readonly Exchange[];
  /** Text by which the device refuses a command, beyond the shared ones. */
  readonly refusals?: readonly RegExp[];
}

/** One line that could be a prompt of any device: few words, a terminator at its end. */
export const PROMPT_SHAPE: RegExp =
  /^[*^! ]{0,4}(?:[<([{]{0,2}[A-Za-z0-9_][\w .,@:/~|+*^()[\]<>{}-]{0,120})?[>#$%\]] ?\s*$/;

/**
 * Pagers, which hold the output until a key is pressed. A space turns a page; asking the device
 * not to page would on some platforms be a change of its configuration.
 */
export const PAGERS: readonly Exchange[] = [
  { asks: /-{1,4}\s*\(?more\b[^\n]{0,80}-{1,4}[^\n]{0,80}$/i, reply: ' ' },
  { asks: /<-{1,4}\s*more\s*-{1,4}>\s*$/i, reply: ' ' },
  { asks: /^\s*(?:lines? \d+-\d+|more:)[^\n]{0,100}$/i, reply: ' ' },
  { asks: /press any key (?:to continue|for more)[^\n]{0,60}$/i, reply: ' ' },
  { asks: /press (?:the )?(?:space|spacebar|<space>)[^\n]{0,100}$/i, reply: ' ' },
  { asks: /\bq(?:uit)?\b[^\n]{0,40}\bspace\b[^\n]{0,60}$/i, reply: ' ' },
];

/** What devices ask between authentication and the first prompt. */
export const GREETINGS: readonly Exchange[] = [
  { asks: /press any key[^\n]{0,60}$/i, reply: ' ' },
  { asks: /press (?:<?(?:enter|return)>?)[^\n]{0,60}$/i, reply: '\n' },
  { asks: /\(press '?a'? to accept\)[^\n]{0,20}$/i, reply: 'a' },
  // Avaya ERS: Ctrl-Y opens its command line.
  { asks: /enter ctrl-y to begin[^\n]{0,20}$/i, reply: '\x19' },
  // A password near its end: the collector never changes one.
  {
    asks: /change (?:the |your )?password[^\n]{0,80}\[?y(?:es)?\/n(?:o)?\]?[^\n]{0,20}$/i,
    reply: 'n\n',
  },
];

/** What a device prints when it does not know, or does not allow, a command. */
export const REFUSALS: readonly RegExp[] = [
  /^\s*(?:%|\^)?\s*(?:error:?\s*)?(?:invalid (?:input|command|parameter|argument)|illegal (?:command|parameter)|unknown (?:command|action|keyword)|unrecognized command|unrecognised command|ambiguous command|incomplete command|bad command|wrong parameter)/im,
  /^\s*%?\s*(?:command authorization failed|permission denied|authorization (?:failed|denied)|not authorized|access denied)/im,
  /(?:syntax error|command not found|bad command name|command fail|command parse error|cli syntax error|is not supported (?:for|on) this platform)/i,
  /^\s*(?:expected end of command|no such command|unknown command)/im,
];
