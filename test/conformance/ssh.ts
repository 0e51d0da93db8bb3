/**
 * Captured command output through the collector's own `parseCapture`: `ssh/`, `ssh-genie/` and
 * `ssh-napalm/`; and, where `ssh-sessions/` is there, whole sessions through the real driver.
 *
 * - `serials`, `models`, `versions`, `hostnames`: one verdict a case and field that the recording
 *   expects. Right: all expected serials and host names are said; of models and versions one that
 *   is expected (sources count part numbers and descriptions as models). Wrong: something is said,
 *   and the first of it is not expected. Absent: nothing is said, or not all. A version or model
 *   may be part of the expected text, or contain it: sources keep more or fewer of the words around
 *   it; a host name is the same with and without its domain.
 * - `neighbors`, `fdb`, `arp`: one verdict an expected row. Rows are found by our port, by VLAN and
 *   MAC, by IP and MAC; right when the far side, or the port, is as expected too; wrong when such a
 *   row says otherwise; absent when there is none. Interface names are equal in long and short form.
 */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseCapture } from '@muster/collector/ssh/parse';
import { joinNeighbors } from '@muster/collector/ssh/read/neighbors';
import type { Row } from '@muster/collector/ssh/rows';
import type { Scoreboard, Verdict } from './score.ts';
import {
  type Expected,
  type ExpectedAddress,
  type ExpectedNeighbor,
  expectedOf,
  isRecord,
} from './ssh-expected.ts';
import { runSessions } from './ssh-sessions.ts';

const FOLDERS = ['ssh', 'ssh-genie', 'ssh-napalm'];

interface Case {
  readonly folder: string;
  readonly id: string;
  readonly platform: string;
  readonly files: readonly string[];
  readonly expected: string;
  readonly kind: string;
}

interface Read {
  readonly rows: readonly Row[];
  readonly serials: readonly string[];
  readonly models: readonly string[];
  readonly versions: readonly string[];
  readonly hostnames: readonly string[];
}

export async function run(
  dir: string,
  board: Scoreboard,
  progress: (done: number, total: number) => void,
): Promise<void> {
  const cases = FOLDERS.flatMap((folder) => casesOf(dir, folder));
  for (const [done, one] of cases.entries()) {
    judge(dir, one, board);
    progress(done + 1, cases.length);
  }
  await runSessions(dir, board);
}

function casesOf(dir: string, folder: string): readonly Case[] {
  const index = join(dir, folder, 'index.json');
  if (!existsSync(index)) return [];
  const listed: unknown = JSON.parse(readFileSync(index, 'utf8'));
  if (!Array.isArray(listed)) return [];
  return listed.filter(isRecord).flatMap((entry) => {
    const { id, platform, files, expected, category } = entry;
    if (typeof id !== 'string' || typeof platform !== 'string') return [];
    if (typeof expected !== 'string' || !Array.isArray(files)) return [];
    const kind = typeof category === 'string' ? category : '';
    return [{ folder, id, platform, files: files.map(String), expected, kind }];
  });
}

function judge(dir: string, one: Case, board: Scoreboard): void {
  const file: unknown = JSON.parse(readFileSync(join(dir, one.folder, one.expected), 'utf8'));
  const expected = expectedOf(file, one.kind);
  const command = isRecord(file) && typeof file.command === 'string' ? file.command : undefined;
  const got = read(dir, one, command);
  const at = { case: `${one.folder}/${one.id}`, group: one.platform };
  for (const field of ['serials', 'models', 'versions', 'hostnames'] as const) {
    if (expected[field].length === 0) continue;
    const verdict = judgeIdentity(field, expected[field], got[field]);
    board.record(field, verdict, { ...at, expected: expected[field], got: got[field] });
  }
  for (const neighbor of expected.neighbors) {
    const [verdict, said] = judgeNeighbor(neighbor, got.rows);
    board.record('neighbors', verdict, { ...at, expected: neighbor, got: said });
  }
  for (const field of ['fdb', 'arp'] as const) {
    for (const address of expected[field]) {
      const [verdict, said] = judgeAddress(field, address, got.rows);
      board.record(field, verdict, { ...at, expected: address, got: said });
    }
  }
}

/** All of a case's files together: one question may need several commands. */
function read(dir: string, one: Case, command: string | undefined): Read {
  const rows: Row[] = [];
  const fields = { serials: [], models: [], versions: [], hostnames: [] } as Record<
    keyof Omit<Expected, 'neighbors' | 'fdb' | 'arp'>,
    string[]
  >;
  for (const file of one.files) {
    const text = readFileSync(join(dir, one.folder, file), 'utf8');
    const parsed = parseCapture(one.platform, command ?? commandOf(file), text);
    rows.push(...parsed.rows);
    fields.serials.push(...parsed.identity.serials);
    fields.models.push(...parsed.identity.models);
    fields.versions.push(...parsed.identity.versions);
    fields.hostnames.push(...parsed.identity.hostnames);
  }
  return { rows: joinNeighbors(rows), ...fields };
}

/** "show_inventory___json.txt" → "show inventory | json". */
function commandOf(file: string): string {
  const name =
    file
      .split('/')
      .at(-1)
      ?.replace(/\.\w+$/, '') ?? '';
  return name.replaceAll('___', ' | ').replaceAll(/_+/g, ' ').trim();
}

function judgeIdentity(
  field: 'serials' | 'models' | 'versions' | 'hostnames',
  expected: readonly string[],
  got: readonly string[],
): Verdict {
  const [first] = got;
  if (first === undefined) return 'absent';
  const isSame = {
    serials: (a: string, b: string) => bare(a) === bare(b),
    models: isAlike,
    versions: isAlike,
    hostnames: (a: string, b: string) => bare(shortName(a)) === bare(shortName(b)),
  }[field];
  const isSaid = (value: string) => got.some((said) => isSame(value, said));
  const isLoose = field === 'models' || field === 'versions';
  if (isLoose ? expected.some(isSaid) : expected.every(isSaid)) return 'right';
  return expected.some((value) => isSame(value, first)) ? 'absent' : 'wrong';
}

function shortName(name: string): string {
  return name.split('.')[0] ?? name;
}

function isAlike(a: string, b: string): boolean {
  const [one, other] = [bare(a), bare(b)];
  if (one === other) return true;
  const [short, long] = one.length < other.length ? [one, other] : [other, one];
  return short.length >= 3 && long.includes(short);
}

function judgeNeighbor(
  expected: ExpectedNeighbor,
  rows: readonly Row[],
): readonly [Verdict, readonly Row[]] {
  const hasPort = /\w/.test(expected.port) && !/^n\/?a$/i.test(expected.port);
  const there = rows.filter(({ is, port = '' }) => {
    return is === 'neighbor' && (!hasPort || isSamePort(port, expected.port));
  });
  if (there.length === 0) return ['absent', []];
  const isRight = there.some(({ systemName, chassisId, portId, portDescription }) => {
    const names = [systemName, chassisId].filter((name) => name !== undefined);
    const ports = [portId, portDescription, chassisId].filter((name) => name !== undefined);
    const isNamed =
      expected.names.length === 0 ||
      expected.names.some((name) => names.some((said) => isSameName(name, said)));
    const isPlugged =
      expected.remotePorts.length === 0 ||
      expected.remotePorts.some((name) => ports.some((said) => isSamePort(name, said)));
    return isNamed && isPlugged;
  });
  return [isRight ? 'right' : 'wrong', there];
}

function judgeAddress(
  field: 'fdb' | 'arp',
  expected: ExpectedAddress,
  rows: readonly Row[],
): readonly [Verdict, readonly Row[]] {
  const there = rows.filter(
    ({ is, mac, address }) =>
      is === field &&
      bare(mac ?? '') === bare(expected.mac) &&
      (field === 'fdb' || bare(address ?? '') === bare(expected.address ?? '')),
  );
  if (there.length === 0) return ['absent', []];
  const isRight = there.some(({ port, vlan }) => {
    const isPlaced =
      expected.ports.length === 0 ||
      (port ?? '').split(',').some((one) => expected.ports.some((name) => isSamePort(name, one)));
    const isTagged =
      field === 'arp' ||
      expected.vlan === undefined ||
      vlan === undefined ||
      bare(vlan) === bare(expected.vlan);
    return isPlaced && isTagged;
  });
  return [isRight ? 'right' : 'wrong', there];
}

/** Without case and punctuation: "00:11:22" and "0011.22" are one. */
function bare(text: string): string {
  return text.toLowerCase().replaceAll(/[^a-z0-9]/g, '');
}

/** A name cut short by its column is the same name. */
function isSameName(a: string, b: string): boolean {
  const [one, other] = [bare(a), bare(b)];
  if (one === other) return true;
  const [short, long] = one.length < other.length ? [one, other] : [other, one];
  return short.length >= 4 && long.startsWith(short);
}

/** "GigabitEthernet1/0/1", "Gi1/0/1" and "Gig 1/0/1" are one port; anything else is compared as it is. */
function isSamePort(a: string, b: string): boolean {
  if (bare(a) === bare(b)) return true;
  const [one, other] = [a, b].map((name) => /^([a-z-]+)[\s_]*(\d[\d/.:]*)$/i.exec(name.trim()));
  if (one === null || other === null || one === undefined || other === undefined) {
    return isSameName(a, b);
  }
  if (one[2] !== other[2]) return false;
  const [x, y] = [bare(one[1] ?? ''), bare(other[1] ?? '')];
  return x.startsWith(y) || y.startsWith(x) || x.slice(0, 2) === y.slice(0, 2);
}
