/** Prompts: known by shape at first, by what the first one looked like afterwards. */
import { describe, expect, it } from 'vitest';
import { PLATFORMS } from '../platforms.ts';
import { GREETINGS, PAGERS, PROMPT_SHAPE, REFUSALS } from './dialect.ts';
import { learnPrompt } from './prompt.ts';

describe('the shape of a prompt', () => {
  it.each([
    'lab-1>',
    'lab-1# ',
    'lab-1(config-if)#',
    'user@lab-1:~$ ',
    'root@lab:/var/log# ',
    '<lab-1>',
    '[admin@lab] > ',
    '(lab-wlc) >',
    '(lab) [mynode] #',
    '* X460.7 # ',
    'RP/0/RSP0/CPU0:lab#',
    'SSH@lab-1/2#',
    '> ',
    ' [standalone: master] > ',
  ])('is seen in %j', (line) => {
    expect(PROMPT_SHAPE.test(line)).toBe(true);
  });

  it.each(['Password:', 'lab login: ', 'Last login: today', '#LAB#', ' --More-- ', 'Total: 7', ''])(
    'is not seen in %j',
    (line) => {
      expect(PROMPT_SHAPE.test(line)).toBe(false);
    },
  );
});

describe('a learned prompt', () => {
  it.each<[string, string, boolean]>([
    ['lab-1>', 'lab-1#', true],
    ['lab-1#', 'lab-1(config)#', true],
    ['lab-1#', 'lab-12#', false],
    ['lab-1#', 'see lab-1#', false],
    ['X460.7 # ', '* X460.8 # ', true],
    ['fw # ', 'fw (global) # ', true],
    ['fw(Primary) # ', 'fw(Secondary) # ', true],
    ['me@lab:~$ ', 'me@lab:/etc$ ', true],
    ['me@lab:~$ ', 'me@lab2:~$ ', false],
    ['<lab>', '<lab>', true],
    ['<lab>', '<other>', false],
    ['RP/0/RSP0/CPU0:lab#', 'RP/0/RSP0/CPU0:lab#', true],
    ['a|b (x+y)*> ', 'a|b (x+y)*> ', true],
  ])('%j and then %j: %s', (first, then, isSame) => {
    expect(learnPrompt(first).test(then)).toBe(isSame);
  });
});

describe('texts that ask or refuse', () => {
  it.each([
    ' --More-- ',
    '--More-- or (q)uit',
    '<--- More --->',
    '---- More ----',
    '-- MORE --, next page: Space, next line: Enter, quit: Control-C',
    'lines 1-23',
    'Press any key to continue (Q to quit)',
    '--More (<space> = next page, <CR> = one line, C = continuous, Q = quit)--',
  ])('%j turns a page', (line) => {
    expect(PAGERS.find(({ asks }) => asks.test(line))?.reply).toBe(' ');
  });

  it.each([
    ['Press any key to continue', ' '],
    ["(Press 'a' to accept):", 'a'],
    ['Enter Ctrl-Y to begin.', '\x19'],
    ['Do you want to change the password? [Y/N]:', 'n\n'],
  ])('%j is answered %j', (line, reply) => {
    expect(GREETINGS.find(({ asks }) => asks.test(line))?.reply).toBe(reply);
  });

  it.each([
    "% Invalid input detected at '^' marker.",
    'Error: Unrecognized command found at',
    'Command authorization failed.',
    '% Unknown command',
    'sh: show: command not found',
    'syntax error, expecting <command>.',
    'bad command name foo (line 1 column 1)',
  ])('%j refuses a command', (text) => {
    expect(REFUSALS.some((sign) => sign.test(text))).toBe(true);
  });
});

it('no platform takes a line of text for its prompt', () => {
  const lines = [
    '',
    'Password: ',
    'Total entries displayed: 3',
    'Last login: Sat Nov 21',
    'a b: c',
  ];
  for (const { id, dialect } of PLATFORMS) {
    for (const line of lines) {
      expect(
        dialect.modes.some(({ prompt }) => prompt.test(line)),
        `${id} and ${JSON.stringify(line)}`,
      ).toBe(false);
    }
  }
});
