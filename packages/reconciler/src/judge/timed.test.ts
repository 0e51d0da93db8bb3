import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openTestCore, type TestCore } from '../testing/core.ts';
import { NOON, observe, touch } from '../testing/observations.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

const switches = ['A', 'B', 'C'].map((name) =>
  observe({
    source: 'snmp',
    key: `snmp:${name}`,
    class: 'switch',
    device: { vendor: 'Cisco', serial: `FOC1234${name}00` },
  }),
);
const [present, also, missing] = switches;

describe('a collector', () => {
  let test: TestCore;
  let collector: string;
  beforeEach(async () => {
    test = await openTestCore();
    collector = await enrol('hall', 'collector');
    await test.core.ingest(collector, switches);
    await test.core.importAssets(
      switches.map(({ device }, line) => ({ line, serial: device.serial ?? '' })),
      { apply: true, actor: 'ada' },
    );
  });
  afterEach(() => test[Symbol.asyncDispose]());

  async function enrol(name: string, kind: 'collector' | 'agent'): Promise<string> {
    const expiresAt = new Date(NOON + 900 * DAY).toISOString();
    await test.core.createEnrolmentToken({ tokenHash: name, expiresAt, maxUses: 1, actor: 'ada' });
    const enrolled = await test.core.enrol({
      tokenHash: name,
      kind,
      name,
      version: '1',
      publicKeyX: name,
    });
    if (enrolled.kind !== 'enrolled') throw new Error('refused');
    return enrolled.observerId;
  }

  /** Time passes; four times a day it sees some, and everything is judged. */
  async function pass(from: number, to: number, seen: typeof switches | 'off'): Promise<void> {
    for (let at = from; at < to; at += 6 * HOUR) {
      test.setTime(at);
      if (seen !== 'off') {
        await test.core.ingest(
          collector,
          seen.map((each) => touch(each, at)),
        );
      }
      await test.core.judge();
    }
  }

  async function open(): Promise<Record<string, number>> {
    return { ...(await test.core.stats()).openFindings };
  }

  it('that is off for a week produces no ghost, one finding about itself, and right ghosts after it is back', async () => {
    await pass(HOUR, 3 * DAY, switches);
    expect(await open()).toEqual({});
    await pass(3 * DAY, 10 * DAY, 'off');
    expect(await open()).toEqual({ 'observer-silent': 1 });
    const [silent] = (await test.core.listFindings({ kind: 'observer-silent' })).items;
    expect(silent?.evidence).toEqual([
      '3 devices were seen through it: none of them is missed while it is silent',
    ]);
    // It is back, but one device is not: it was unplugged meanwhile, or is broken.
    await test.reopen();
    await pass(
      10 * DAY,
      16 * DAY,
      [present, also].filter((each) => each !== undefined),
    );
    expect(await open()).toEqual({});
    await pass(
      16 * DAY,
      18 * DAY,
      [present, also].filter((each) => each !== undefined),
    );
    expect(await open()).toEqual({ ghost: 1 });
    const [ghost] = (await test.core.listFindings({ kind: 'ghost' })).items;
    expect(ghost).toMatchObject({
      state: 'open',
      ciId: 'ci-3',
      action: 'locate',
      evidence: expect.arrayContaining([
        'hall was heard meanwhile',
        expect.stringContaining('not counted: '),
      ]),
    });
    expect(events('ghost')).toEqual(['open']);
    // It shows up again.
    test.setTime(18 * DAY);
    await test.core.ingest(collector, missing === undefined ? [] : [touch(missing, 18 * DAY)]);
    expect(await open()).toEqual({});
  });

  it('does not lose by falling silent what it had found before', async () => {
    await pass(
      HOUR,
      8 * DAY,
      [present, also].filter((each) => each !== undefined),
    );
    expect(await open()).toEqual({ ghost: 1 });
    await pass(8 * DAY, 12 * DAY, 'off');
    expect(await open()).toEqual({ ghost: 1, 'observer-silent': 1 });
    expect(events('ghost')).toEqual(['open']);
  });

  it('leaves a ghost accepted that a person accepted', async () => {
    const rest = [present, also].filter((each) => each !== undefined);
    await pass(HOUR, 8 * DAY, rest);
    const [ghost] = (await test.core.listFindings({ kind: 'ghost' })).items;
    const until = new Date(NOON + 90 * DAY).toISOString();
    const excepted = await test.core.act(
      'finding.except',
      {
        findings: [ghost?.id ?? ''],
        until,
        riskOwner: 'Ada',
        reason: 'lent to the museum',
        apply: true,
      },
      'ada',
    );
    expect(excepted.kind).toBe('done');
    await pass(8 * DAY, 12 * DAY, rest);
    expect((await test.core.listFindings({ kind: 'ghost' })).items).toMatchObject([
      { id: ghost?.id, state: 'excepted' },
    ]);
  });

  it('that was revoked leaves unobserved what nobody else saw', async () => {
    await test.core.revokeObserver(collector, 'ada');
    test.setTime(8 * DAY);
    await test.core.judge();
    expect(await open()).toEqual({ unobserved: 3 });
  });

  it('accuses nobody for the time in which the reconciler was off', async () => {
    const agent = await enrol('lt-1', 'agent');
    const laptop = observe({ class: 'laptop', device: { vendor: 'Dell', serial: '7QK2M13' } });
    await test.core.ingest(agent, [laptop]);
    await test.core.importAssets([{ line: 2, serial: '7QK2M13' }], { apply: true, actor: 'ada' });
    await pass(HOUR, DAY, switches);
    // Off, then back; only the collector is heard at first.
    await test.reopen();
    await pass(9 * DAY, 10 * DAY, switches);
    expect(await open()).toEqual({});
    await pass(10 * DAY, 16 * DAY, switches);
    expect(await open()).toEqual({ ghost: 1 });
    const [ghost] = (await test.core.listFindings({ kind: 'ghost' })).items;
    expect(ghost?.subject).toBe('7QK2M13');
  });

  it('learns that a device is seen every ten days only, and waits for it', async () => {
    for (let day = 0; day <= 40; day += 10) {
      await pass(day * DAY + HOUR, day * DAY + 2 * HOUR, switches);
      await pass(
        day * DAY + 6 * HOUR,
        (day + 10) * DAY,
        [present, also].filter((each) => each !== undefined),
      );
    }
    // Once as long as it was not known, never since.
    expect(events('ghost').length).toBeLessThanOrEqual(4);
    test.events.length = 0;
    await pass(
      50 * DAY,
      55 * DAY,
      [present, also].filter((each) => each !== undefined),
    );
    expect(events('ghost')).toEqual([]);
    await pass(
      55 * DAY,
      63 * DAY,
      [present, also].filter((each) => each !== undefined),
    );
    expect(events('ghost')).toEqual(['open']);
  });

  function events(kind: string): readonly string[] {
    return test.events.flatMap((event) =>
      event.kind === 'finding' &&
      event.finding.kind === kind &&
      event.finding.escalatedAt === undefined
        ? [event.finding.state]
        : [],
    );
  }
});

describe('policies', () => {
  const camera = observe({ class: 'camera', key: 'cam', device: { serial: 'CAM-1000' } });
  const patient = {
    rules: [{ name: 'cameras', match: { class: 'camera' }, rogue: { graceHours: 2 } }],
  };

  it('open a rogue when its time of grace is over, and not before', async () => {
    await using test = await openTestCore({ policies: patient });
    await test.core.ingest('observer-1', [camera]);
    test.setTime(HOUR);
    await test.core.judge();
    expect((await test.core.stats()).openFindings).toEqual({});
    test.setTime(2 * HOUR);
    await test.core.judge();
    expect((await test.core.listFindings({ kind: 'rogue' })).items).toMatchObject([
      {
        rule: 'cameras',
        action: 'register',
        likelyKind: 'camera',
        openedAt: new Date(NOON + 2 * HOUR).toISOString(),
      },
    ]);
  });

  it('open none where it was registered in time', async () => {
    await using test = await openTestCore({ policies: patient });
    await test.core.ingest('observer-1', [camera]);
    await test.core.importAssets([{ line: 2, serial: 'CAM-1000' }], { apply: true, actor: 'ada' });
    test.setTime(2 * HOUR);
    await test.core.judge();
    expect((await test.core.stats()).openFindings).toEqual({});
  });

  it('that changed are applied to all that is there, at the next judgement', async () => {
    const change = { policies: {} as unknown };
    await using test = await openTestCore(change);
    await test.core.ingest('observer-1', [camera, observe({ key: 'other', class: 'laptop' })]);
    await test.core.judge();
    expect(await test.core.stats()).toMatchObject({ openFindings: { rogue: 2 } });
    change.policies = { rules: [{ match: { class: 'camera' }, rogue: false }] };
    const core = await test.reopen();
    await core.judge();
    expect(await core.stats()).toMatchObject({ openFindings: { rogue: 1 } });
  });
});
