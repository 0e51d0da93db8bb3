import { describe, expect, it } from 'vitest';
import { CredentialGuard } from './credential-guard.ts';

function guard(tries = 3) {
  const clock = { ms: 1_000_000 };
  return { clock, guard: new CredentialGuard({ tries, windowMs: 60_000 }, () => clock.ms) };
}

async function attempt(
  each: CredentialGuard,
  by: string,
  outcome: 'admitted' | 'refused' | 'unknown',
): Promise<'given' | 'held'> {
  const permit = await each.begin('snmp core', by, true);
  if (permit.kind === 'given') permit.end(outcome);
  return permit.kind;
}

describe('CredentialGuard', () => {
  it('lets an account be refused so many times over all devices, and says so', async () => {
    const { guard: each, clock } = guard();
    for (const by of ['a', 'b', 'c']) expect(await attempt(each, by, 'refused')).toBe('given');
    expect(await attempt(each, 'd', 'refused')).toBe('held');
    expect(each.failing()).toEqual([
      {
        what: 'account snmp core',
        why: 'refused 3 times (a, b, c): not tried again before 1970-01-01T00:17:40.000Z, so that it is not locked',
      },
    ]);
    clock.ms += 60_001;
    expect(each.failing()).toEqual([]);
    expect(await attempt(each, 'd', 'admitted')).toBe('given');
  });

  it('never has more attempts out than may still be refused', async () => {
    const { guard: each } = guard();
    const refused: string[] = [];
    const held: string[] = [];
    await Promise.all(
      Array.from({ length: 50 }, async (_, i) => {
        const permit = await each.begin('snmp core', `${i}`, true);
        if (permit.kind === 'held') {
          held.push(`${i}`);
          return;
        }
        await Promise.resolve();
        refused.push(`${i}`);
        permit.end('refused');
      }),
    );
    expect(refused).toHaveLength(3);
    expect(held).toHaveLength(47);
  });

  it('lets everybody pass, in turn, while the account is good', async () => {
    const { guard: each } = guard();
    const kinds = await Promise.all(
      Array.from({ length: 50 }, (_, i) =>
        attempt(each, `${i}`, i % 2 === 0 ? 'admitted' : 'unknown'),
      ),
    );
    expect(new Set(kinds)).toEqual(new Set(['given']));
    expect(each.failing()).toEqual([]);
  });

  it('holds back strangers first, so that they do not cut off the devices that know it', async () => {
    const { guard: each } = guard(4);
    for (const by of ['a', 'b']) {
      const permit = await each.begin('ssh core', by, false);
      if (permit.kind === 'given') permit.end('refused');
    }
    expect((await each.begin('ssh core', 'c', false)).kind).toBe('held');
    expect((await each.begin('ssh core', 'known', true)).kind).toBe('given');
    expect(each.failing()[0]?.why).toContain('where it was not let in yet before');
  });

  it('counts each account for itself', async () => {
    const { guard: each } = guard(1);
    expect(await attempt(each, 'a', 'refused')).toBe('given');
    expect((await each.begin('ssh core', 'a', true)).kind).toBe('given');
    expect((await each.begin('snmp core', 'b', true)).kind).toBe('held');
  });
});
