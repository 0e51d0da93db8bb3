/** Transcripts show what was said, never a secret. */
import { expect, it } from 'vitest';
import { maskSecrets, Transcript } from './transcript.ts';

it.each([
  ['snmp-server community s3cr3t RO', 'snmp-server community ******** RO'],
  ['enable secret 5 $1$abc$def', 'enable secret 5 ********'],
  ['username lab password 7 0822455D0A16', 'username lab password 7 ********'],
  ['  pre-shared-key "two words"', '  pre-shared-key ********'],
  ['passphrase: hunter2', 'passphrase: ********'],
  ['no secrets here', 'no secrets here'],
])('masks %j', (text, masked) => {
  expect(maskSecrets(text, [])).toBe(masked);
});

it('masks what was given as a secret, wherever it is printed', () => {
  const transcript = new Transcript(['hunter2', 'ab', undefined]);
  transcript.add('sent', 'login hunter2');
  transcript.add('received', 'welcome hunter2, about');
  expect(transcript.toString()).toBe('> login ********\n< welcome ********, about\n');
});

it('keeps the end of what is too long', () => {
  const transcript = new Transcript([]);
  for (let line = 0; line < 5000; line += 1)
    transcript.add('received', `line ${line} ${'x'.repeat(80)}`);
  expect(transcript.toString().length).toBeLessThanOrEqual(64 * 1024);
  expect(transcript.toString()).toContain('line 4999');
});
