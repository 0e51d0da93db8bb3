import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import { DatabaseUrl } from './database-url.ts';

describe("a database's address", () => {
  const text = 'postgres://muster:geheim@db.example:5433/inventory?sslmode=verify-full';

  it('is said without its password, however it is said', () => {
    const url = new DatabaseUrl(text);
    const said = [String(url), JSON.stringify({ url }), inspect(url), inspect({ url }, false, 9)];
    expect(said[0]).toBe('postgres://muster@db.example:5433/inventory');
    expect(said.join(' ')).not.toContain('geheim');
    expect(url.reveal()).toBe(text);
  });

  it.each(['geheim', 'mysql://u:geheim@h/d', 'postgres://u:geheim@h', 'postgres://u:geheim@h:x/d'])(
    'that is none is refused without repeating it: %s',
    (wrong) => {
      expect(() => new DatabaseUrl(wrong)).toThrow(/^(?!.*geheim).*postgres:/);
    },
  );

  it.each([
    ['postgres://m@[::1]:5432/d', '::1', false],
    ['postgres://m@db.example/d', 'db.example', false],
    ['postgres://m@db.example/d?sslmode=disable', 'db.example', false],
    ['postgres://m@db.example/d?sslmode=verify-full', 'db.example', true],
  ])('tells where it is and whether the way is encrypted: %s', (address, host, asksForTls) => {
    expect(new DatabaseUrl(address)).toMatchObject({ host, asksForTls });
  });
});
