import { describe, expect, it } from 'vitest';
import { openTestCore } from '../testing/core.ts';

const TOKEN = { tokenHash: 'hash', expiresAt: '2099-01-01T00:00:00.000Z', actor: 'admin' };
const AGENT = { tokenHash: 'hash', kind: 'agent', name: 'pc', version: '1' } as const;

describe('enrolment', () => {
  it('admits a key once, however often the same token and key ask', async () => {
    await using test = await openTestCore();
    await test.core.createEnrolmentToken({ ...TOKEN, maxUses: 1 });
    const first = await test.core.enrol({ ...AGENT, publicKeyX: 'key-1' });
    expect(first.kind).toBe('enrolled');
    expect(await test.core.enrol({ ...AGENT, publicKeyX: 'key-1' })).toEqual(first);
    expect(await test.core.listObservers()).toHaveLength(1);
  });

  it('refuses another key when the token is used up', async () => {
    await using test = await openTestCore();
    await test.core.createEnrolmentToken({ ...TOKEN, maxUses: 1 });
    await test.core.enrol({ ...AGENT, publicKeyX: 'key-1' });
    expect(await test.core.enrol({ ...AGENT, publicKeyX: 'key-2' })).toEqual({
      kind: 'refused',
      reason: 'used-up',
    });
  });

  it('does not readmit an observer that was revoked', async () => {
    await using test = await openTestCore();
    await test.core.createEnrolmentToken({ ...TOKEN, maxUses: 1 });
    const first = await test.core.enrol({ ...AGENT, publicKeyX: 'key-1' });
    if (first.kind === 'enrolled') await test.core.revokeObserver(first.observerId, 'admin');
    expect((await test.core.enrol({ ...AGENT, publicKeyX: 'key-1' })).kind).toBe('refused');
  });
});
