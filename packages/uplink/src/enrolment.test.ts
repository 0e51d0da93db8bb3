import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { judgeEnrolAnswer } from './enrol.ts';
import { REFUSALS_BEFORE_ENROLLING } from './limits.ts';
import { Secret } from './secret.ts';
import { readStoredStatus } from './stored-status.ts';
import {
  makeTestFolder,
  optionsFor,
  sightingOf,
  type TestFolder,
  until,
} from './testing/fixtures.ts';
import { StandIn } from './testing/stand-in.ts';
import { openUplink, type Uplink, type UplinkOptions } from './uplink.ts';

let folder: TestFolder;
let reconciler: StandIn;
const opened: Uplink[] = [];

beforeEach(async () => {
  folder = await makeTestFolder();
  reconciler = await new StandIn({ tokens: ['first', 'second'] }).start();
});

afterEach(async () => {
  for (const uplink of opened.splice(0)) await uplink.close(0);
  await reconciler.stop();
  await folder.remove();
  expect(reconciler.complaints).toEqual([]);
});

async function open(changes: Partial<UplinkOptions> = {}): Promise<Uplink> {
  const uplink = await openUplink(
    optionsFor(folder.path, reconciler.url, { mode: 'post', ...changes }),
  );
  opened.push(uplink);
  return uplink;
}

const tokenPath = () => join(folder.path, 'token');
const fromFile = () => ({ kind: 'file', path: tokenPath() }) as const;
const fromValue = (value: string) => ({ kind: 'value', value: new Secret(value) }) as const;

describe('enrolment', () => {
  it('happens once: enrolled already, no call is made', async () => {
    const first = await open({ enrolmentToken: fromValue('first') });
    const outcome = await first.enrol();
    expect(outcome).toMatchObject({ kind: 'enrolled', already: false });
    expect(await first.enrol()).toEqual({ ...outcome, already: true });
    await first.close();
    const second = await open({ enrolmentToken: fromValue('first') });
    expect(await second.enrol()).toEqual({ ...outcome, already: true });
    expect(reconciler.enrolCalls).toBe(1);
  });

  it('is one, however many ask at once', async () => {
    const uplink = await open({ enrolmentToken: fromValue('first') });
    await Promise.all([uplink.enrol(), uplink.enrol(), uplink.flush()]);
    expect(reconciler.enrolled.size).toBe(1);
  });

  it('needs a token', async () => {
    const uplink = await open({ enrolmentToken: fromFile() });
    expect(await uplink.enrol()).toEqual({
      kind: 'no-token',
      reason: `${tokenPath()} holds no enrolment token`,
    });
    await uplink.send([sightingOf('a')]);
    expect(await uplink.flush()).toMatchObject({ kind: 'pending', link: { kind: 'not-enrolled' } });
  });

  it('is refused in the words of the reconciler, and not asked again with the same token', async () => {
    const uplink = await open({ enrolmentToken: fromValue('stolen') });
    const refused = { kind: 'refused', reason: 'answered 403: the token is not known' };
    expect(await uplink.enrol()).toEqual(refused);
    expect(await uplink.enrol()).toEqual(refused);
    expect(reconciler.enrolCalls).toBe(1);
  });

  it('takes up a token file that is put there later, without a restart', async () => {
    const uplink = await open({ mode: 'session', enrolmentToken: fromFile() });
    await until(() => uplink.status().link.kind === 'not-enrolled');
    await writeFile(tokenPath(), 'wrong\n');
    await until(() => reconciler.enrolCalls === 1);
    await writeFile(tokenPath(), 'first\n');
    await until(() => uplink.status().link.kind === 'connected');
  });

  it('offers the same key again when the answer was lost, also after a restart', async () => {
    reconciler.options = { tokens: ['first'], loseEnrolAnswer: true };
    const first = await open({ enrolmentToken: fromValue('first') });
    expect(await first.enrol()).toMatchObject({ kind: 'unreachable' });
    await first.close();
    reconciler.options = { tokens: ['first'] };
    const second = await open({ enrolmentToken: fromValue('first') });
    expect(await second.enrol()).toMatchObject({ kind: 'enrolled', already: false });
    expect([reconciler.enrolCalls, reconciler.enrolled.size]).toEqual([2, 1]);
  });

  it.each([
    [201, { nothing: true }, 'unreachable'],
    [200, '<html>', 'unreachable'],
    [400, { error: { code: 'bad', message: 'no' } }, 'refused'],
    [403, { error: 'expired' }, 'refused'],
    [403, undefined, 'unreachable'],
    [404, { error: { message: 'no such route' } }, 'unreachable'],
    [429, { error: { message: 'slow down' } }, 'unreachable'],
    [500, undefined, 'unreachable'],
  ])('takes %i %j for %s', (status, body, kind) => {
    expect(judgeEnrolAnswer({ kind: 'answered', status, body }).kind).toBe(kind);
  });
});

describe('a good key', () => {
  const identityOf = (uplink: Uplink) => uplink.status().observerId;

  it('outlives any number of refusals', async () => {
    const uplink = await open({ mode: 'session', enrolmentToken: fromValue('first') });
    await until(() => uplink.status().link.kind === 'connected');
    const observerId = identityOf(uplink);
    reconciler.isRevoking = true;
    reconciler.cut();
    // Between two refusals the link is connecting: it is asked for the moment of the next one.
    await until(
      () =>
        reconciler.rejections > 2 * REFUSALS_BEFORE_ENROLLING &&
        uplink.status().link.kind === 'refused',
    );
    expect(reconciler.enrolCalls).toBe(1);
    reconciler.isRevoking = false;
    await until(() => uplink.status().link.kind === 'connected');
    expect(identityOf(uplink)).toBe(observerId);
  });

  it('outlives a refusal of the token that was to replace it', async () => {
    await writeFile(tokenPath(), 'first');
    const uplink = await open({ mode: 'session', enrolmentToken: fromFile() });
    await until(() => uplink.status().link.kind === 'connected');
    const observerId = identityOf(uplink);
    reconciler.isRevoking = true;
    reconciler.cut();
    await writeFile(tokenPath(), 'wrong');
    await until(() => reconciler.enrolCalls === 2);
    reconciler.isRevoking = false;
    await until(() => uplink.status().link.kind === 'connected');
    expect(identityOf(uplink)).toBe(observerId);
    expect(await readStoredStatus(folder.path)).toMatchObject({ observerId });
  });

  it('is replaced once a new token is there and the reconciler has refused it time and again', async () => {
    await writeFile(tokenPath(), 'first');
    const uplink = await open({ mode: 'session', enrolmentToken: fromFile() });
    await uplink.send([sightingOf('a')]);
    await uplink.flush();
    const observerId = identityOf(uplink) ?? '';
    reconciler.enrolled.delete(observerId);
    reconciler.cut();
    await uplink.send([sightingOf('b')]);
    await writeFile(tokenPath(), 'second');
    expect(await uplink.flush()).toEqual({ kind: 'acknowledged' });
    expect(identityOf(uplink)).not.toBe(observerId);
    // Another observer to the reconciler: nothing that the former one said counts for it.
    expect(await uplink.send([sightingOf('a')])).toMatchObject({ wholes: 1 });
    await uplink.flush();
    expect(reconciler.observations.map(({ key }) => key)).toEqual(['a', 'b', 'a']);
  });

  it('is replaced in one-shot runs too', async () => {
    await writeFile(tokenPath(), 'first');
    const uplink = await open({ enrolmentToken: fromFile() });
    await uplink.enrol();
    reconciler.enrolled.clear();
    await writeFile(tokenPath(), 'second');
    await uplink.send([sightingOf('a')]);
    expect(await uplink.flush()).toEqual({ kind: 'acknowledged' });
  });
});

describe('a clock that is hours off', () => {
  it.each<[string, UplinkOptions['mode'], number]>([
    ['behind, in a session', 'session', 7_200_000],
    ['ahead, in a session', 'session', -7_200_000],
    ['behind, posting', 'post', 7_200_000],
    ['ahead, posting', 'post', -7_200_000],
  ])('does not lock the observer out: %s', async (_where, mode, skewMs) => {
    reconciler.options = { ...reconciler.options, nowMs: () => Date.now() + skewMs };
    const uplink = await open({ mode, enrolmentToken: fromValue('first') });
    await uplink.send([sightingOf('a')]);
    expect(await uplink.flush()).toEqual({ kind: 'acknowledged' });
    expect(reconciler.enrolCalls).toBe(1);
  });
});

describe('the status of a data folder', () => {
  it('can be read beside a running observer, and without one', async () => {
    expect(await readStoredStatus(join(folder.path, 'none'))).toEqual({ kind: 'none' });
    const uplink = await open({ enrolmentToken: fromValue('first') });
    const { installId } = uplink;
    await uplink.send([sightingOf('a'), sightingOf('b')]);
    expect(await readStoredStatus(folder.path)).toMatchObject({
      kind: 'stored',
      installId,
      isRunning: true,
      spooledBatches: 1,
      spooledItems: 2,
      lost: 0,
      setAside: 0,
    });
    await uplink.flush();
    await uplink.close();
    expect(await readStoredStatus(folder.path)).toMatchObject({
      kind: 'stored',
      observerId: [...reconciler.enrolled.keys()][0],
      isRunning: false,
      spooledBatches: 0,
    });
  });
});
