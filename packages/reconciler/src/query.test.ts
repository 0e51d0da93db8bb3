import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseQuery } from './query.ts';

function conditionsOf(text: string): unknown {
  const parsed = parseQuery(text);
  return parsed.kind === 'query'
    ? parsed.terms.map(({ negated, condition }) => (negated ? { not: condition } : condition))
    : parsed.message;
}

describe('parseQuery', () => {
  it.each<[string, unknown]>([
    ['', []],
    [
      '  lobby  camera ',
      [
        { kind: 'word', value: 'lobby' },
        { kind: 'word', value: 'camera' },
      ],
    ],
    ['class:switch', [{ kind: 'class', value: 'switch' }]],
    ['Class:Switch', [{ kind: 'class', value: 'switch' }]],
    ['vendor:"cisco systems"', [{ kind: 'text', field: 'vendor', value: 'cisco systems' }]],
    ['"a \\"quoted\\" word"', [{ kind: 'word', value: 'a "quoted" word' }]],
    ['-rogue:true', [{ not: { kind: 'finding', value: 'rogue' } }]],
    ['observer-silent:true', [{ kind: 'finding', value: 'observer-silent' }]],
    ['finding:observer-silent', [{ kind: 'finding', value: 'observer-silent' }]],
    ['linked:true', [{ kind: 'linked' }]],
    ['seen:<7d', [{ kind: 'age', field: 'seen', than: '<', ms: 604_800_000 }]],
    ['first:>12h', [{ kind: 'age', field: 'first', than: '>', ms: 43_200_000 }]],
    ['serial:abc-12', [{ kind: 'identity', field: 'serial', value: 'abc-12' }]],
    ['mac:00:1B:21:aa:bb:cc', [{ kind: 'identity', field: 'mac', value: '00:1B:21:aa:bb:cc' }]],
    ['aa:bb:cc:dd:ee:ff', [{ kind: 'word', value: 'aa:bb:cc:dd:ee:ff' }]],
    ['fe80::1', [{ kind: 'word', value: 'fe80::1' }]],
    [
      'ip:10.0.0.1 id:ci-7',
      [
        { kind: 'address', value: '10.0.0.1' },
        { kind: 'id', value: 'ci-7' },
      ],
    ],
    ['orphan:true', [{ kind: 'orphan' }]],
    ['10%_of', [{ kind: 'word', value: '10%_of' }]],
  ])('understands %j', (text, expected) => {
    expect(conditionsOf(text)).toEqual(expected);
  });

  it.each<[string, RegExp]>([
    ['class:toaster', /^at 7: expected one of laptop, desktop/],
    ['colour:red', /^at 1: expected one of address|^at 1: expected one of class/],
    ['x vendor:', /^at 10: expected a value after the colon/],
    ['vendor:"cisco', /^at 14: expected a closing quote for the one at 8/],
    ['vendor:"a"b', /^at 11: expected a blank after the closing quote/],
    ['seen:7d', /^at 6: expected an age such as <7d/],
    ['seen:<7y', /^at 6: expected an age/],
    ['rogue:yes', /^at 7: expected "true" \(write -rogue:true/],
    ['-', /^at 2: expected a word/],
    ['a '.repeat(33), /^at 65: expected at most 32 terms/],
    ['a'.repeat(3000), /^at 2049: expected at most 2048 characters/],
    ['constructor:x', /^at 1: expected one of/],
  ])('refuses %j and names the place', (text, message) => {
    expect(conditionsOf(text)).toMatch(message);
  });

  it('survives any text, and reads every value it quotes itself', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 60 }), (text) => {
        expect(['query', 'bad-query']).toContain(parseQuery(text).kind);
        const quoted = `"${text.replace(/["\\]/g, (character) => `\\${character}`)}"`;
        if (text !== '')
          expect(conditionsOf(`vendor:${quoted}`)).toEqual([
            { kind: 'text', field: 'vendor', value: text },
          ]);
      }),
    );
  });
});
