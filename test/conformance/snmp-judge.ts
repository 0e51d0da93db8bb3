/** What counts as right for a walk: the expectation of a recording against the sightings of it. */

import { parseMac } from '@muster/facts/mac';
import type { Component, Sighting } from '@muster/facts/observation';
import { parserOf } from '@muster/facts/parsed';
import { judgeValue } from '@muster/facts/placeholders';
import { normalizeSerial } from '@muster/facts/serial';
import { Type } from 'typebox';
import { builtInFamilies } from '../../collector/src/snmp/families/registry.ts';
import type { Verdict } from './score.ts';

const maybe = Type.Optional(Type.Union([Type.String(), Type.Number(), Type.Null()]));
const rows = <T extends Parameters<typeof Type.Array>[0]>(row: T) =>
  Type.Optional(Type.Union([Type.Array(row), Type.Object({ rows: Type.Array(row) })]));
const parse = parserOf(
  Type.Object({
    os: Type.String(),
    identity: Type.Optional(Type.Object({ hardware: maybe, version: maybe, serial: maybe })),
    entPhysical: rows(
      Type.Object({
        index: Type.Union([Type.String(), Type.Number()]),
        serialNum: maybe,
        modelName: maybe,
      }),
    ),
    neighbours: rows(
      Type.Object({
        protocol: Type.String(),
        ifName: maybe,
        remote_hostname: maybe,
        remote_port: maybe,
      }),
    ),
    fdb: rows(Type.Object({ mac_address: Type.String(), vlan_vlan: maybe })),
    arp: rows(Type.Object({ mac_address: Type.String(), ipv4_address: Type.String() })),
  }),
);

type Loose = string | number | null | undefined;
export interface Expected {
  readonly os: string;
  readonly serial?: string;
  readonly model?: string;
  readonly version?: string;
  readonly components: readonly { index: string; serial?: string; model?: string }[];
  readonly neighbors: readonly {
    protocol: string;
    port?: string;
    name?: string;
    remotePort?: string;
  }[];
  readonly fdb: readonly { mac: string; vlan?: number }[];
  readonly arp: readonly { mac: string; address: string }[];
}

export interface FieldVerdict {
  readonly field: string;
  readonly verdict: Verdict;
  readonly expected: unknown;
  readonly got: unknown;
}

/** Nothing where the file is not one of expectations. */
export function parseExpected(input: unknown): Expected | undefined {
  const parsed = parse(input);
  if (parsed.kind === 'refused') return undefined;
  const { os, identity = {}, entPhysical, neighbours, fdb, arp } = parsed.value;
  const serial = textOf(identity.serial);
  const model = textOf(identity.hardware);
  const version = textOf(identity.version);
  return {
    os,
    ...(serial !== undefined && { serial }),
    ...(model !== undefined && { model }),
    ...(version !== undefined && { version }),
    components: listOf(entPhysical).map((row) => ({
      index: String(row.index),
      ...only('serial', textOf(row.serialNum)),
      ...only('model', textOf(row.modelName)),
    })),
    neighbors: listOf(neighbours).map((row) => ({
      protocol: row.protocol,
      ...only('port', textOf(row.ifName)),
      ...only('name', textOf(row.remote_hostname)),
      ...only('remotePort', textOf(row.remote_port)),
    })),
    fdb: listOf(fdb).map((row) => ({
      mac: bareMac(row.mac_address),
      ...(row.vlan_vlan ? { vlan: Number(row.vlan_vlan) } : {}),
    })),
    arp: listOf(arp).map((row) => ({ mac: bareMac(row.mac_address), address: row.ipv4_address })),
  };
}

export function judgeCase(
  expected: Expected,
  sightings: readonly Sighting[],
  walk: string,
): readonly FieldVerdict[] {
  const own = sightings.filter(({ profile }) => profile !== 'lldp-med' && profile !== 'controller');
  return [
    judgeSystem(expected.os, own[0]),
    ...judgeIdentity(expected, own),
    ...judgeComponents(expected, own, walk),
    ...judgeNeighbors(expected, own),
    ...judgeFdb(expected, own),
    ...judgeArp(expected, own),
  ];
}

let names: ReadonlyMap<string, readonly string[]> | undefined;

function judgeSystem(expected: string, sighting: Sighting | undefined): FieldVerdict {
  names ??= new Map(builtInFamilies().map(({ id, aliases = [] }) => [id, [id, ...aliases]]));
  const got = sighting?.profile === 'standard' ? undefined : sighting?.profile;
  const verdict =
    got === undefined ? 'absent' : names.get(got)?.includes(expected) ? 'right' : 'wrong';
  return { field: 'os', verdict, expected, got };
}

function judgeIdentity(expected: Expected, own: readonly Sighting[]): readonly FieldVerdict[] {
  const first = own[0];
  const got = {
    serial: first?.device.serial,
    model: first?.device.model,
    version: first?.firmware?.version ?? first?.os?.version,
  };
  const verdicts: FieldVerdict[] = [];
  for (const field of ['serial', 'model', 'version'] as const) {
    const value = expected[field];
    if (value === undefined) continue;
    const said = got[field];
    if (field === 'serial' && isModuleSerial(value, said, own)) continue;
    if (isPlaceholder(field, value)) {
      // The value itself may not be taken for a fact; another source's may.
      const taken = said !== undefined && squash(said) === squash(value);
      const verdict = taken ? 'wrong' : 'right';
      verdicts.push({ field: 'placeholder', verdict, expected: value, got: said });
    } else {
      const verdict =
        said === undefined ? 'absent' : isSame(field, value, said) ? 'right' : 'wrong';
      verdicts.push({ field, verdict, expected: value, got: said });
    }
  }
  return verdicts;
}

/**
 * Some recordings' expectations took the row of index 1 or 1000 for the chassis: on IOS-XR and
 * StackWise Virtual it is a processor card. Where ENTITY-MIB itself calls the expected number a
 * module's and ours a chassis's, the expectation is doubtful and is not counted.
 */
function isModuleSerial(
  expected: string,
  said: string | undefined,
  own: readonly Sighting[],
): boolean {
  const components = own.flatMap((sighting) => sighting.components ?? []);
  const isModule = components.some(
    ({ kind, serial }) =>
      equal(serial, expected) &&
      (kind === 'module' || kind === 'supervisor' || kind === 'line-card'),
  );
  const isChassis =
    components.some(({ kind, serial }) => kind === 'chassis' && equal(serial, said)) ||
    own.some(({ class: kind, components: parts = [] }) =>
      kind === 'stack' ? parts.some(({ serial }) => equal(serial, said)) : false,
    );
  return isModule && isChassis && !equal(said, expected);
}

function isPlaceholder(field: 'serial' | 'model' | 'version', value: string): boolean {
  return /<[^<>]*>/.test(value) || judgeValue(field, value).trust === 'impossible';
}

/**
 * Serials must be equal in canonical form. A model or version is the same where one is the other
 * with maker's name, series or revision around it: a run of whole words, one of them with a digit.
 */
function isSame(field: string, expected: string, got: string): boolean {
  if (field === 'serial') {
    const mac = parseMac(expected);
    return mac === undefined
      ? normalizeSerial(expected) === normalizeSerial(got)
      : mac === parseMac(got);
  }
  if (squash(expected) === squash(got)) return true;
  const long = wordsOf(expected);
  const short = wordsOf(got);
  return holdsRun(long, short) || (short.length <= long.length + 4 && holdsRun(short, long));
}

function holdsRun(long: readonly string[], short: readonly string[]): boolean {
  if (!short.some((word) => /\d/.test(word)) || short.join('').length < 2) return false;
  for (let at = 0; at + short.length <= long.length; at++) {
    if (short.every((word, i) => long[at + i] === word)) return true;
  }
  return false;
}

/** Rows of the expectation that have a number or a model; others say nothing of identity. */
function judgeComponents(
  expected: Expected,
  own: readonly Sighting[],
  walk: string,
): readonly FieldVerdict[] {
  const recorded = walk.toLowerCase();
  const components = own.flatMap((sighting) => sighting.components ?? []);
  const byKey = new Map(components.map((component) => [component.key, component]));
  const units = own.map(({ device }) => device);
  return expected.components.flatMap(({ index, serial, model }) => {
    const real = serial === undefined || isPlaceholder('serial', serial) ? undefined : serial;
    if (real === undefined && (model === undefined || isPlaceholder('model', model))) return [];
    if (!isRecorded(recorded, real ?? model ?? '')) return [];
    const component =
      byKey.get(index) ?? bySerial(components, real) ?? byModel(components, real, model);
    const unit = units.find((each) => each.serial !== undefined && equal(each.serial, real));
    const said = real === undefined ? component?.model : (component?.serial ?? unit?.serial);
    const right = real === undefined ? equal(said, model) : equal(said, real);
    const verdict: Verdict = said === undefined ? 'absent' : right ? 'right' : 'wrong';
    return [{ field: 'components', verdict, expected: { index, serial, model }, got: said }];
  });
}

/** As text or as hexadecimal. */
function isRecorded(walk: string, value: string): boolean {
  const text = value.toLowerCase();
  return walk.includes(text) || walk.includes(Buffer.from(value, 'utf8').toString('hex'));
}

function bySerial(components: readonly Component[], serial: string | undefined) {
  return serial === undefined
    ? undefined
    : components.find((component) => equal(component.serial, serial));
}

/** A part without a number is known by its model alone. */
function byModel(
  components: readonly Component[],
  serial: string | undefined,
  model: string | undefined,
) {
  return serial === undefined
    ? components.find((component) => equal(component.model, model))
    : undefined;
}

function equal(a: string | undefined, b: string | undefined): boolean {
  return a !== undefined && b !== undefined && squash(a) === squash(b);
}

/** By local port and by who or what is behind it. */
function judgeNeighbors(expected: Expected, own: readonly Sighting[]): readonly FieldVerdict[] {
  const all = own.flatMap((sighting) => sighting.neighbors ?? []);
  return expected.neighbors.map((row) => {
    const named = all.filter(
      ({ protocol, systemName, portId, portDescription, chassisId }) =>
        protocol === row.protocol &&
        (row.name === undefined || /<[^<>]*>/.test(row.name)
          ? sameRemotePort(row.remotePort, [portId, portDescription, chassisId])
          : [systemName, portDescription, chassisId].some(
              (said) => said !== undefined && related(said, row.name),
            )),
    );
    const right = named.some(
      ({ localPort }) => row.port === undefined || equal(localPort, row.port),
    );
    const verdict: Verdict = right ? 'right' : named.length > 0 ? 'wrong' : 'absent';
    return {
      field: 'neighbors',
      verdict,
      expected: row,
      got: named.map((n) => [n.localPort, n.systemName]),
    };
  });
}

function related(said: string, name: string | undefined): boolean {
  const a = squash(said);
  const b = squash(name ?? '');
  return a === b || (a.length > 2 && b.includes(a)) || (b.length > 2 && a.includes(b));
}

function sameRemotePort(
  expected: string | undefined,
  said: readonly (string | undefined)[],
): boolean {
  const wanted = squash(expected ?? '');
  return said.some(
    (each) => each !== undefined && squash(each) !== '' && wanted.includes(squash(each)),
  );
}

function judgeFdb(expected: Expected, own: readonly Sighting[]): readonly FieldVerdict[] {
  const all = own.flatMap((sighting) => sighting.attachments ?? []);
  return expected.fdb.map((row) => {
    const found = all.filter(({ mac }) => bareMac(mac) === row.mac);
    const right = found.some(({ vlan }) => row.vlan === undefined || vlan === row.vlan);
    const verdict: Verdict = right ? 'right' : found.length > 0 ? 'wrong' : 'absent';
    return { field: 'fdb', verdict, expected: row, got: found };
  });
}

function judgeArp(expected: Expected, own: readonly Sighting[]): readonly FieldVerdict[] {
  const all = own.flatMap((sighting) => sighting.attachments ?? []);
  return expected.arp.map((row) => {
    const found = all.filter(({ address }) => address === row.address);
    const right = found.some(({ mac }) => bareMac(mac) === row.mac);
    const verdict: Verdict = right ? 'right' : found.length > 0 ? 'wrong' : 'absent';
    return { field: 'arp', verdict, expected: row, got: found };
  });
}

function listOf<T>(
  value: readonly T[] | { readonly rows: readonly T[] } | undefined,
): readonly T[] {
  if (value === undefined) return [];
  return 'rows' in value ? value.rows : value;
}

function textOf(value: Loose): string | undefined {
  if (value === null || value === undefined) return undefined;
  const text = String(value).trim();
  return text === '' ? undefined : text;
}

function only<K extends string>(key: K, value: string | undefined): { [P in K]?: string } {
  const result: { [P in K]?: string } = {};
  if (value !== undefined) result[key] = value;
  return result;
}

function squash(text: string): string {
  return text.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '');
}

function wordsOf(text: string): string[] {
  return text
    .toLowerCase()
    .split(/[\s,;:()/[\]"]+/)
    .map((word) => word.replace(/^[^a-z0-9]+|[^a-z0-9]+$/g, '').replace(/^v(?=\d)/, ''))
    .filter((word) => word !== '');
}

function bareMac(text: string): string {
  return text.toLowerCase().replace(/[^0-9a-f]/g, '');
}
