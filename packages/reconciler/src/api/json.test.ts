import fc from 'fast-check';
import { expect, it } from 'vitest';
import { decodeJson, decodeNdjson } from './json.ts';

it.each([
  ['{"a":1,\n"b":x}', "line 2: Unexpected token 'x'"],
  ['{"a":\n\n', 'line 3: Unexpected end of JSON input'],
  ['', 'line 1: Unexpected end of JSON input'],
  ['[1,\n2', "line 2: Expected ',' or ']' after array element"],
  ['[1,\n]\n', "line 2: Unexpected token ']'"],
  ['{"a":\n"\t"}', 'line 2: Bad control character in string literal'],
  ["\n\n{'a':1}", "line 3: Expected property name or '}'"],
])('names the line of the fault in %j', (text, message) => {
  expect(decodeJson(text)).toEqual({ kind: 'malformed', message });
});

it.each([
  ['{"a":1}\nnope\n', "line 2: Unexpected token 'o'"],
  ['\n\n{', "line 3: Expected property name or '}'"],
])('names the line of the fault in NDJSON %j', (text, message) => {
  expect(decodeNdjson(text)).toEqual({ kind: 'malformed', message });
});

it('reads one value a line and passes over blank ones, whatever ends the lines', () => {
  expect(decodeNdjson('{"a":1}\r\n\r\n[2]\n\n')).toEqual({
    kind: 'decoded',
    value: [{ a: 1 }, [2]],
  });
});

it('never echoes the input', () => {
  const decoded = decodeJson('[ s3cr3t-community ]');
  expect(JSON.stringify(decoded)).not.toContain('s3cr3t');
});

it('survives any text and gives back what JSON wrote', () => {
  fc.assert(
    fc.property(fc.string(), (text) => {
      expect(['decoded', 'malformed']).toContain(decodeJson(text).kind);
      expect(['decoded', 'malformed']).toContain(decodeNdjson(text).kind);
    }),
  );
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      expect(decodeJson(JSON.stringify(value))).toEqual({
        kind: 'decoded',
        value: JSON.parse(JSON.stringify(value)),
      });
    }),
  );
});
