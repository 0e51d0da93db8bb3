import { describe, expect, it } from 'vitest';
import { parseAddress } from './address.ts';
import { ConfigError } from './config-error.ts';

describe("the reconciler's address", () => {
  it.each([
    ['https://inventory.example', 'wss://inventory.example/api/v1/stream'],
    ['https://inventory.example:8420/', 'wss://inventory.example:8420/api/v1/stream'],
    ['https://proxy.example/muster/', 'wss://proxy.example/muster/api/v1/stream'],
    ['http://127.0.0.1:8420', 'ws://127.0.0.1:8420/api/v1/stream'],
    ['http://127.8.9.10:8420', 'ws://127.8.9.10:8420/api/v1/stream'],
    ['http://localhost:8420', 'ws://localhost:8420/api/v1/stream'],
    ['http://[::1]:8420', 'ws://[::1]:8420/api/v1/stream'],
    ['HTTPS://Inventory.Example', 'wss://inventory.example/api/v1/stream'],
  ])('%s leads to %s', (text, stream) => {
    expect(parseAddress(text).stream.href).toBe(stream);
  });

  it('keeps the path prefix of a reverse proxy', () => {
    const address = parseAddress('https://proxy.example/muster');
    expect(address.enroll.href).toBe('https://proxy.example/muster/api/v1/enroll');
    expect(address.observations.href).toBe('https://proxy.example/muster/api/v1/observations');
  });

  it.each([
    ['http://inventory.example:8420', 'plain http is for loopback only'],
    ['http://10.0.0.1:8420', 'plain http is for loopback only'],
    ['http://0.0.0.0:8420', 'plain http is for loopback only'],
    ['http://127.0.0.1.example.org', 'plain http is for loopback only'],
    ['http://localhost.example.org', 'plain http is for loopback only'],
    ['http://[::ffff:127.0.0.1]:8420', 'plain http is for loopback only'],
    ['http://[fe80::1]', 'plain http is for loopback only'],
    ['ws://127.0.0.1:8420', 'is not spoken here'],
    ['file:///etc/passwd', 'is not spoken here'],
    ['inventory.example', 'is not an address'],
    ['', 'is not an address'],
    ['https://user:secret@inventory.example', 'no user name or password'],
    ['https://inventory.example/?token=1', 'no query'],
  ])('%s is refused: %s', (text, why) => {
    expect(() => parseAddress(text)).toThrow(ConfigError);
    expect(() => parseAddress(text)).toThrow(why);
  });

  it('does not repeat a password in the refusal', () => {
    expect(() => parseAddress('https://user:hunter2@inventory.example')).toThrow(
      expect.objectContaining({ message: expect.not.stringContaining('hunter2') }),
    );
  });
});
