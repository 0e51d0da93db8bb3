/**
 * The classic reconciliation: a sorted list of recorded serials against a sorted list of discovered
 * ones, by sort(1) and comm(1). What is only in the records are ghosts, what is only on the network
 * are rogues. On clean data that is what Muster says; on dirty data it is wrong, and Muster is not.
 */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FindingKind } from '@muster/facts/inventory';
import { describe, expect, it } from 'vitest';
import { openTestCore, type TestCore } from './testing/core.ts';
import { NOON, observe, touch } from './testing/observations.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

interface Difference {
  readonly ghosts: readonly string[];
  readonly rogues: readonly string[];
}

/** sort cmdb; sort discovered; comm -23; comm -13 */
function byComm(recorded: readonly string[], discovered: readonly string[]): Difference {
  const folder = mkdtempSync(join(tmpdir(), 'muster-comm-'));
  // Octet by octet, or the two would have to agree on a language.
  const env = { PATH: '/usr/bin:/bin', LC_ALL: 'C' };
  const options = { cwd: folder, encoding: 'utf8', env } as const;
  const sorted = (name: string, serials: readonly string[]): void => {
    writeFileSync(join(folder, name), serials.map((serial) => `${serial}\n`).join(''));
    execFileSync('sort', ['-o', name, name], options);
  };
  try {
    sorted('cmdb.txt', recorded);
    sorted('discovered.txt', discovered);
    const only = (columns: string): readonly string[] =>
      execFileSync('comm', [columns, 'cmdb.txt', 'discovered.txt'], options)
        .split('\n')
        .slice(0, -1);
    return { ghosts: only('-23'), rogues: only('-13') };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** The same of two lists without the programs: an item of one answers for one of the other. */
function byMerge(recorded: readonly string[], discovered: readonly string[]): Difference {
  const minus = (some: readonly string[], others: readonly string[]): readonly string[] => {
    const left = [...others];
    return some.toSorted().filter((each) => {
      const at = left.indexOf(each);
      if (at >= 0) left.splice(at, 1);
      return at < 0;
    });
  };
  return { ghosts: minus(recorded, discovered), rogues: minus(discovered, recorded) };
}

/** Not every machine has the programs; where they are, they have the word. */
function classic(recorded: readonly string[], discovered: readonly string[]): Difference {
  const merged = byMerge(recorded, discovered);
  if (existsSync('/usr/bin/comm')) expect(byComm(recorded, discovered)).toEqual(merged);
  return merged;
}

interface Device {
  readonly serial: string;
  /** By which it is told where its serial tells nothing. */
  readonly hostname?: string;
}

/** The records are imported, the network is looked at for ten days, four times a day. */
async function byMuster(
  recorded: readonly { readonly tag: string; readonly serial: string }[],
  discovered: readonly Device[],
): Promise<Difference> {
  await using test = await openTestCore();
  const collector = await enrol(test);
  const rows = recorded.map((row, index) => ({ line: index + 2, ...row }));
  await test.core.importAssets(rows, { apply: true, actor: 'ada' });
  const seen = discovered.map(({ serial, hostname }, index) =>
    observe({
      source: 'snmp',
      key: `snmp:${index}`,
      class: 'laptop',
      device: { vendor: 'Dell Inc.', serial, ...(hostname === undefined ? {} : { hostname }) },
    }),
  );
  await test.core.ingest(collector, seen);
  for (let at = HOUR; at < 10 * DAY; at += 6 * HOUR) {
    test.setTime(at);
    await test.core.ingest(
      collector,
      seen.map((each) => touch(each, at)),
    );
    await test.core.judge();
  }
  return { ghosts: await namesOf(test, 'ghost'), rogues: await namesOf(test, 'rogue') };
}

async function enrol({ core }: TestCore): Promise<string> {
  const expiresAt = new Date(NOON + 90 * DAY).toISOString();
  await core.createEnrolmentToken({ tokenHash: 'hall', expiresAt, maxUses: 1, actor: 'ada' });
  const enrolled = await core.enrol({
    tokenHash: 'hall',
    kind: 'collector',
    name: 'hall',
    version: '1',
    publicKeyX: 'hall',
  });
  if (enrolled.kind !== 'enrolled') throw new Error('refused');
  return enrolled.observerId;
}

/** The serials that findings are about; tag or hostname where there is none. */
async function namesOf({ core }: TestCore, kind: FindingKind): Promise<readonly string[]> {
  const { items } = await core.listFindings({ kind, state: 'open', limit: 1000 });
  const names = await Promise.all(
    items.map(async ({ ciId, assetId }) => {
      if (kind === 'ghost') {
        const asset = await core.ask('asset', assetId ?? '');
        return asset?.serial ?? asset?.tag ?? '';
      }
      const ci = await core.getCi(ciId ?? '');
      return ci?.serial ?? ci?.hostname ?? '';
    }),
  );
  return names.toSorted();
}

/** As service tags look: no two alike, none that counts up. */
function serialsOf(seed: number, count: number): readonly string[] {
  let state = seed;
  const letter = (): string => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return 'BCDFGHJKLMNPQRSTVWXZ23456789'[(state >> 8) % 28] ?? '';
  };
  return [
    ...new Set(Array.from({ length: count }, () => Array.from({ length: 7 }, letter).join(''))),
  ];
}

describe('the set difference of records and discovery', () => {
  it.each([1, 7, 2026])('is what Muster says, on clean data (seed %i)', async (seed) => {
    const serials = serialsOf(seed, 60);
    const recorded = serials.slice(0, 45);
    const discovered = serials.slice(15);
    const expected = classic(recorded, discovered);
    expect(expected.ghosts).toHaveLength(15);
    expect(expected.rogues).toHaveLength(15);
    const rows = recorded.map((serial, index) => ({ tag: `T${index}`, serial }));
    expect(
      await byMuster(
        rows,
        discovered.map((serial) => ({ serial })),
      ),
    ).toEqual(expected);
  });

  const PLACEHOLDER = 'To Be Filled By O.E.M.';
  it.each<[string, readonly string[], readonly Device[], Difference, Difference]>([
    [
      'one serial in two cases',
      ['cdx5ny1'],
      [{ serial: 'CDX5NY1' }],
      { ghosts: ['cdx5ny1'], rogues: ['CDX5NY1'] },
      { ghosts: [], rogues: [] },
    ],
    [
      'blanks around it and within',
      [' CDX5 NY1 '],
      [{ serial: 'CDX5NY1' }],
      { ghosts: [' CDX5 NY1 '], rogues: ['CDX5NY1'] },
      { ghosts: [], rogues: [] },
    ],
    [
      'dashes on one side',
      ['CDX5-NY1'],
      [{ serial: 'CDX5NY1' }],
      { ghosts: ['CDX5-NY1'], rogues: ['CDX5NY1'] },
      { ghosts: [], rogues: [] },
    ],
    [
      'a placeholder on both sides',
      [PLACEHOLDER],
      [{ serial: PLACEHOLDER, hostname: 'kiosk-1' }],
      { ghosts: [], rogues: [] },
      { ghosts: ['T0'], rogues: ['kiosk-1'] },
    ],
    [
      'one record listed twice',
      ['CDX5NY1', 'CDX5NY1'],
      [{ serial: 'CDX5NY1' }],
      { ghosts: ['CDX5NY1'], rogues: [] },
      { ghosts: [], rogues: [] },
    ],
    [
      'all of it at once, with a true ghost and a true rogue',
      ['cdx5-ny1', 'CDX5NY1', PLACEHOLDER, 'GH0STX7'],
      [{ serial: 'CDX5NY1' }, { serial: PLACEHOLDER, hostname: 'kiosk-1' }, { serial: 'RQ4VEX8' }],
      { ghosts: ['GH0STX7', 'cdx5-ny1'], rogues: ['RQ4VEX8'] },
      { ghosts: ['GH0STX7', 'T2'], rogues: ['RQ4VEX8', 'kiosk-1'] },
    ],
  ])('is wrong where Muster is right: %s', async (_, recorded, discovered, wrong, right) => {
    const serials = discovered.map(({ serial }) => serial);
    expect(classic(recorded, serials)).toEqual(wrong);
    const rows = recorded.map((serial, index) => ({ tag: `T${index}`, serial }));
    expect(await byMuster(rows, discovered)).toEqual(right);
  });
});
