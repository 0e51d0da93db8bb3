import { describe, expect, it } from 'vitest';
import { AWAITED, attentionOf, CONTESTED } from './attention.ts';

describe('attentionOf', () => {
  it('is none for what nearly all CIs are', () => {
    expect(attentionOf([{ source: 'agent' }, { source: 'snmp' }], false)).toBe(0);
  });

  it('is due to records of one source, and to a CI that is awaited', () => {
    expect(attentionOf([{ source: 'agent' }, { source: 'agent' }], false)).toBe(CONTESTED);
    expect(attentionOf([{ source: 'agent' }], true)).toBe(AWAITED);
    expect(attentionOf([{ source: 'agent' }, { source: 'agent' }], true)).toBe(CONTESTED | AWAITED);
  });
});
