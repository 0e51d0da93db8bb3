import { describe, expect, it } from 'vitest';
import { fits, isInSegment, type PolicySubject, policyOf, withRiskTier } from './fitting.ts';
import { type Match, parsePolicies } from './policies.ts';

const camera: PolicySubject = {
  class: 'camera',
  vendor: 'Hewlett-Packard',
  model: 'AXIS P3245-LVE',
  riskTier: 'high',
  sites: ['Lyon', 'LYS-2'],
  segments: ['IoT', 'vlan 20'],
  addresses: ['10.1.2.3', 'fe80::1%eth0', '2001:db8:7::1'],
};

describe('fits', () => {
  it.each<[Match, boolean]>([
    [{}, true],
    [{ class: ['sensor', 'camera'] }, true],
    [{ class: ['sensor'] }, false],
    [{ class: ['camera'], site: ['paris'] }, false],
    [{ site: ['lyon'] }, true],
    [{ site: ['LYS-*'] }, true],
    [{ site: ['LYS-*-2'] }, false],
    [{ model: ['axis*lve'] }, true],
    [{ model: ['*P32*'] }, true],
    [{ model: ['P32'] }, false],
    [{ vendor: ['HP'] }, true],
    [{ vendor: ['Dell'] }, false],
    [{ riskTier: ['high', 'critical'] }, true],
    [{ segment: ['iot'] }, true],
    [{ segment: ['VLAN 20'] }, true],
    [{ segment: ['VLAN 2'] }, false],
    [{ segment: ['10.1.0.0/16'] }, true],
    [{ segment: ['10.2.0.0/16', '2001:db8::/32'] }, true],
    [{ segment: ['10.1.2.4/31'] }, false],
  ])('says of %j: %j', (match, expected) => {
    expect(fits(match, camera)).toBe(expected);
  });

  it.each<[Match]>([
    [{ class: ['camera'] }],
    [{ vendor: ['*'] }],
    [{ segment: ['*'] }],
    [{ segment: ['0.0.0.0/0'] }],
    [{ riskTier: ['low'] }],
  ])('takes what is not known for no match: %j', (match) => {
    expect(fits(match, {})).toBe(false);
  });
});

describe('isInSegment', () => {
  it.each<[string, string, boolean]>([
    ['10.0.0.0/8', '10.255.0.1', true],
    ['10.0.0.0/8', '11.0.0.1', false],
    ['0.0.0.0/0', '203.0.113.9', true],
    ['0.0.0.0/0', '::1', false],
    ['::/0', '::1', true],
    ['fe80::/10', 'fe80::1%eth0', true],
    ['2001:db8:0:1::/64', '2001:db8:0:1:9::1', true],
    ['2001:db8:0:1::/64', '2001:db8:0:2::1', false],
    ['10.0.0.0/33', '10.0.0.1', false],
    ['10.0.0/8', '10.0.0.1', false],
    ['10.0.0.0/8', 'nonsense', false],
    ['1:2:3:4:5:6:7:8::/16', '1:2:3:4:5:6:7:8', false],
  ])('of %s and %s says %j', (segment, address, expected) => {
    expect(isInSegment(segment, { addresses: [address] })).toBe(expected);
  });
});

describe('policyOf', () => {
  const policies = parsePolicies({
    rules: [
      { name: 'doors', match: { class: 'camera', site: 'Lyon' }, rogue: { severity: 'high' } },
      { match: { class: 'camera' }, rogue: false, riskTier: 'critical' },
    ],
  });

  it('takes the first rule that fits and speaks of the kind, the shipped ones last', () => {
    expect(policyOf(policies, 'rogue', camera)).toEqual({
      charge: { severity: 'high' },
      rule: 'doors',
    });
    expect(policyOf(policies, 'rogue', { class: 'camera' })).toBeUndefined();
    expect(policyOf(policies, 'rogue', { class: 'laptop' })?.charge.action).toBe('register');
    expect(policyOf(policies, 'ghost', camera)?.charge.afterHours).toBe(168);
  });

  it('assigns a risk tier only to what states none', () => {
    expect(withRiskTier(policies, camera).riskTier).toBe('high');
    expect(withRiskTier(policies, { class: 'camera' }).riskTier).toBe('critical');
    expect(withRiskTier(policies, {}).riskTier).toBe('medium');
  });

  it.each<[string, unknown, string]>([
    ['an unknown key', { rule: [] }, 'policies: /rule: is not a known key'],
    ['an unknown class', { rules: [{ match: { class: 'toaster' } }] }, '/rules/0/match/class'],
    ['a negative time', { rules: [{ rogue: { graceHours: -1 } }] }, '/rules/0/rogue'],
    ['no object', 'rogue', 'policies: '],
  ])('refuses %s, and says where', (_, input, message) => {
    expect(() => parsePolicies(input)).toThrow(message);
  });
});
