/** The order in which ways in are tried, and that no secret is offered twice. */

import { Secret } from '@muster/uplink/secret';
import { describe, expect, it } from 'vitest';
import type { SshHop } from '../../target.ts';
import { authenticatorFor, keyboardAnswers } from './authentication.ts';

const PASSWORD: SshHop = {
  host: '192.0.2.7',
  port: 22,
  user: 'muster',
  password: new Secret('word'),
};

/** Every attempt against a server that takes these and refuses all. */
function attempts(hop: SshHop, takes: readonly string[]): readonly string[] {
  const authenticator = authenticatorFor(hop);
  const tried: string[] = [];
  for (let offered: readonly string[] | null = null; ; offered = takes) {
    const method = authenticator.next(offered);
    if (method === false) return tried;
    tried.push(method.type);
    if (tried.length > 10) throw new Error('it does not end');
  }
}

describe('ways in', () => {
  it('asks first what the device takes', () => {
    expect(attempts(PASSWORD, [])).toEqual(['none']);
  });

  it('offers a password by one method only, for each refusal counts against the account', () => {
    expect(attempts(PASSWORD, ['keyboard-interactive', 'password', 'publickey'])).toEqual([
      'none',
      'password',
    ]);
    expect(attempts(PASSWORD, ['keyboard-interactive'])).toEqual(['none', 'keyboard-interactive']);
  });

  it('offers key, agent and password in this order', () => {
    const hop = { ...PASSWORD, privateKey: new Secret('key'), agentSocket: '/run/agent' };
    expect(attempts(hop, ['publickey', 'password'])).toEqual([
      'none',
      'publickey',
      'agent',
      'password',
    ]);
  });

  it('offers no password that is not given, and no method that is not taken', () => {
    const { password: _, ...hop } = PASSWORD;
    expect(attempts({ ...hop, privateKey: new Secret('key') }, ['password'])).toEqual(['none']);
  });

  it('says what was tried and what would have been taken, and no secret', () => {
    const authenticator = authenticatorFor(PASSWORD);
    authenticator.next(null);
    authenticator.next(['publickey']);
    expect(authenticator.describe()).toBe('tried none; the device takes publickey');
  });
});

describe('questions', () => {
  const ask = (...prompts: readonly string[]) => prompts.map((prompt) => ({ prompt, echo: false }));

  it('are answered with the name and, once, with the password', () => {
    const answer = keyboardAnswers('muster', 'word');
    expect(answer(ask('Username: ', 'Password: '))).toEqual(['muster', 'word']);
    expect(answer(ask('Password: '))).toEqual(['']);
  });

  it('that are notices get no answer', () => {
    expect(keyboardAnswers('muster', 'word')([])).toEqual([]);
  });

  it('after the password get none: a code, or a new password, is not for us to give', () => {
    const answer = keyboardAnswers('muster', 'word');
    expect(answer(ask("muster's Kennwort:"))).toEqual(['word']);
    expect(answer(ask('New password:', 'Again:'))).toEqual(['', '']);
  });
});
