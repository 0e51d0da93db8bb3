import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatConfigProblems, parseConfig } from './config.ts';

const problemsOf = (yaml: string) => {
  const parsed = parseConfig(yaml);
  return parsed.kind === 'refused' ? formatConfigProblems('c.yaml', parsed.problems) : 'accepted';
};

describe('parseConfig', () => {
  it.each([
    ['an unknown key', 'mqtt:\n  brokers: []\nsmnp: {}\n', 'c.yaml:3:1: smnp is not a known key'],
    [
      'an unknown key deep inside',
      'mqtt:\n  brokers:\n    - url: mqtt://a\n      pasword: x\n',
      'c.yaml:4:7: mqtt.brokers.0.pasword is not a known key',
    ],
    [
      'a secret written into the file',
      'mqtt:\n  brokers:\n    - url: mqtt://a\n      password: x\n',
      'c.yaml:4:7: mqtt.brokers.0.password must be object',
    ],
    ['a duration without a unit', 'snmp:\n  every: "5"\n  targets: []\n', 'c.yaml:2:3: snmp.every'],
    ['a key that is there twice', 'site: a\nsite: b\n', 'c.yaml:2:1: Map keys must be unique'],
    ['what is not YAML', 'site: [a\n', 'c.yaml:2:1:'],
    ['a list instead of keys', '- a\n', 'c.yaml:1:1: must be object'],
  ])('refuses %s and says where', (_, yaml, said) => {
    expect(problemsOf(yaml)).toContain(said);
  });

  it('takes an empty file as a collector that observes nothing', () => {
    expect(parseConfig('')).toEqual({ kind: 'parsed', value: {} });
  });

  it('survives any text', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        parseConfig(text);
      }),
    );
  });

  it.each(['collector.yaml', 'collector-local.yaml'])('accepts the sample %s', (name) => {
    const sample = readFileSync(new URL(`../../configs/${name}`, import.meta.url), 'utf8');
    expect(parseConfig(sample).kind).toBe('parsed');
    // What is shown as a comment must be accepted too.
    const whole = sample.replace(/^(\s*)#(?=[a-z]\w*:)/gim, '$1');
    expect(problemsOf(whole)).toBe('accepted');
  });
});
