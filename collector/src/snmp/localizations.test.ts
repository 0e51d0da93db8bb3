/** The order in which the two ways of AES-256 are tried. */
import { Secret } from '@muster/uplink/secret';
import { expect, it } from 'vitest';
import type { SnmpCredentials, SnmpPrivProtocol } from '../target.ts';
import { Localizations } from './localizations.ts';

const key = new Secret('twelve-letters');
const user = (protocol: SnmpPrivProtocol, name = 'muster'): SnmpCredentials => ({
  kind: 'user',
  user: name,
  auth: { protocol: 'sha256', key },
  priv: { protocol, key },
});
const protocols = (tried: readonly SnmpCredentials[]): unknown[] =>
  tried.map((each) => (each.kind === 'user' ? each.priv?.protocol : each.kind));

it('tries the named way, then the other', () => {
  const ways = new Localizations();
  expect(protocols(ways.order('192.0.2.1:161', user('aes256b')))).toEqual(['aes256b', 'aes256r']);
  expect(protocols(ways.order('192.0.2.1:161', user('aes256r')))).toEqual(['aes256r', 'aes256b']);
});

it('tries first what was let in, for that device and user alone', () => {
  const ways = new Localizations();
  ways.remember('192.0.2.1:161', user('aes256r'));
  expect(protocols(ways.order('192.0.2.1:161', user('aes256b')))).toEqual(['aes256r', 'aes256b']);
  expect(protocols(ways.order('192.0.2.1:161', user('aes256r')))).toEqual(['aes256r', 'aes256b']);
  expect(protocols(ways.order('192.0.2.2:161', user('aes256b')))).toEqual(['aes256b', 'aes256r']);
  expect(protocols(ways.order('192.0.2.1:161', user('aes256b', 'other')))).toEqual([
    'aes256b',
    'aes256r',
  ]);
});

it('tries everything else once', () => {
  const ways = new Localizations();
  const community = { kind: 'community', version: '2c', community: key } as const;
  for (const each of [community, user('aes'), { kind: 'user', user: 'nobody' } as const]) {
    expect(ways.order('192.0.2.1:161', each)).toEqual([each]);
  }
});
