/** What counts as right for the agent: the expectation as another project states it, against ours. */

import type { Component, Sighting } from '@muster/facts/observation';
import { normalizeSerial } from '@muster/facts/serial';
import { parseUuid } from '@muster/facts/uuid';
import { normalizeVendor } from '@muster/facts/vendor';
import { parseFirmwareDate } from '@muster/hosts/firmware-date';
import type { AgentCase } from './agent-cases.ts';
import doubts from './agent-doubtful.json' with { type: 'json' };
import type { Expected, ExpectedModule, ExpectedMonitor } from './agent-expected.ts';
import type { Verdict } from './score.ts';

export interface FieldVerdict {
  readonly field: string;
  readonly verdict: Verdict;
  readonly expected: unknown;
  readonly got: unknown;
}

export interface CaseVerdict {
  readonly verdicts: readonly FieldVerdict[];
  /** Expectations left out: listed with a reason in `agent-doubtful.json`. */
  readonly doubtful: number;
}

export function judgeCase({ id, expected }: AgentCase, sighting: Sighting): CaseVerdict {
  const all = judgeFields(expected, sighting);
  const isDoubtful = ({ field }: FieldVerdict) =>
    doubts.some((doubt) => doubt.case === id && doubt.field === field);
  return {
    verdicts: all.filter((each) => !isDoubtful(each)),
    doubtful: all.filter(isDoubtful).length,
  };
}

function judgeFields(expected: Expected, { device, firmware, components = [] }: Sighting) {
  const verdicts: FieldVerdict[] = [];
  const judge = (
    field: string,
    wanted: string | null | undefined,
    got: string | undefined,
    isSame: (a: string, b: string) => boolean,
  ) => {
    if (wanted === undefined) return;
    const real = wanted === null || isPlainPlaceholder(wanted) ? undefined : wanted;
    // Where the source finds nothing, silence earns no point, but a made-up value is wrong.
    if (real === undefined) {
      if (got !== undefined && !(wanted !== null && isSame(wanted, got)))
        verdicts.push({ field, verdict: 'wrong', expected: wanted, got });
      return;
    }
    const verdict = got === undefined ? 'absent' : isSame(real, got) ? 'right' : 'wrong';
    verdicts.push({ field, verdict, expected: wanted, got });
  };
  judge('serial', expected.serial, device.serial, sameSerial);
  judge('boardSerial', expected.boardSerial, device.boardSerial, sameSerial);
  judge('uuid', validUuid(expected.uuid), device.uuid, (a, b) => parseUuid(a) === parseUuid(b));
  judge('chassisType', expected.chassisType, device.formFactor, sameWords);
  judge('assetTag', expected.assetTag, device.assetTag, sameSerial);
  judge('vendor', expected.vendor, device.vendor, sameVendor);
  verdicts.push(...judgeModel(expected, device));
  if (expected.bios !== undefined) verdicts.push(judgeBios(expected.bios, firmware));
  if (expected.memory !== undefined) verdicts.push(...judgeMemory(expected.memory, components));
  if (expected.edid !== undefined) verdicts.push(...judgeMonitors(expected.edid, components));
  return verdicts;
}

/**
 * Values by which a source repeats what a maker writes when it knows nothing. On purpose not the
 * agent's own list: what that wrongly discards must show here as absent.
 */
function isPlainPlaceholder(value: string): boolean {
  const squashed = value.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, '');
  return (
    /^(.)\1*$/u.test(squashed) ||
    /^(?:0x0*)?$/.test(squashed) ||
    /filledbyoem|byoem$|defaultstring|notspecified|notavailable|notpresent|noassetinformation|assettag|serialnumber/.test(
      squashed,
    ) ||
    squashed === 'allseries' ||
    COUNTING.includes(squashed) ||
    (squashed.length > 10 && COUNTING.includes(squashed.replace(/^[a-z]{1,4}/, '')))
  );
}

const COUNTING = '012345678901234567890123456789';

/** A recording may have been edited by hand: what is no UUID expects nothing. */
function validUuid(uuid: string | null | undefined): string | null | undefined {
  return typeof uuid === 'string' && parseUuid(uuid) === undefined ? null : uuid;
}

function sameSerial(a: string, b: string): boolean {
  return normalizeSerial(a) === normalizeSerial(b);
}

function sameWords(a: string, b: string): boolean {
  return squash(a) === squash(b);
}

function squash(value: string): string {
  return value.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, '');
}

/** A trade name and the registered name that begins with it are one maker. */
function sameVendor(a: string, b: string): boolean {
  if (normalizeVendor(a) === normalizeVendor(b)) return true;
  const [short = '', long = ''] = [squash(a), squash(b)].sort((x, y) => x.length - y.length);
  return short.length >= 3 && long.startsWith(short);
}

/**
 * Any of the expected names, by our model, part number, revision or a pair of them. Sources differ
 * in how they shorten what the maker prints: neither side's maker, remarks in parentheses nor the
 * words for any computer are part of the comparison.
 */
function judgeModel(expected: Expected, device: Sighting['device']): FieldVerdict[] {
  const real = (expected.model ?? []).filter((each) => !isPlainPlaceholder(each));
  if (real.length === 0) return [];
  const { model, partNumber, hardwareRevision, vendor = '' } = device;
  const names = [
    model,
    partNumber,
    `${model} ${partNumber}`,
    `${partNumber} ${model}`,
    `${model} ${hardwareRevision}`,
  ].filter((each) => each !== undefined);
  const makers = wordsOf(`${vendor} ${expected.vendor ?? ''}`);
  const core = (name: string) => coreOf(name, makers);
  const isRight = real.some((each) => names.some((name) => core(name) === core(each)));
  const verdict = model === undefined ? 'absent' : isRight ? 'right' : 'wrong';
  return [{ field: 'model', verdict, expected: real, got: { model, partNumber } }];
}

const ANY_COMPUTER = new Set(['notebook', 'pc', 'computer', 'system', 'rev', 'by']);
/** Trade names that makers print within the name of a model. */
const TRADE_NAMES = [
  'hp',
  'hewlett',
  'packard',
  'lenovo',
  'dell',
  'asus',
  'acer',
  'msi',
  'microsoft',
];

function wordsOf(text: string): readonly string[] {
  return text.toLowerCase().match(/[\p{L}\p{N}.]+/gu) ?? [];
}

function coreOf(name: string, makers: readonly string[]): string {
  const words = wordsOf(name.replace(/\([^)]*\)?|\brev\.? ?[\d.]+$/gi, ' '));
  const kept = words.filter(
    (word) => !ANY_COMPUTER.has(word) && !makers.includes(word) && !TRADE_NAMES.includes(word),
  );
  // A model that is called like its maker has no other words.
  return squash((kept.length === 0 ? words : kept).join(''));
}

function judgeBios(
  expected: NonNullable<Expected['bios']>,
  firmware: Sighting['firmware'],
): FieldVerdict {
  const date = parseFirmwareDate(expected.date);
  const hasVersion =
    expected.version === undefined ||
    (firmware?.version !== undefined && sameWords(expected.version, firmware.version));
  const hasDate = date === undefined || date === firmware?.releasedOn;
  const hasVendor =
    expected.vendor === undefined ||
    (firmware?.vendor !== undefined && sameVendor(expected.vendor, firmware.vendor));
  const verdict =
    firmware === undefined ? 'absent' : hasVersion && hasDate && hasVendor ? 'right' : 'wrong';
  return { field: 'bios', verdict, expected, got: firmware };
}

/** One verdict a module. Modules are told by serial, else by size in order. */
function judgeMemory(
  expected: readonly ExpectedModule[],
  components: readonly Component[],
): FieldVerdict[] {
  const left = components.filter(({ kind }) => kind === 'memory');
  const verdicts: FieldVerdict[] = expected.map((module) => {
    const at = left.findIndex((each) => isModule(module, each));
    const [got] = at === -1 ? [] : left.splice(at, 1);
    return {
      field: 'memory',
      verdict: got === undefined ? 'absent' : 'right',
      expected: module,
      got,
    };
  });
  // What is left over was either invented or misread.
  for (const got of left) {
    const missed = verdicts.findIndex(({ verdict }) => verdict === 'absent');
    const wrong = { field: 'memory', verdict: 'wrong', got } as const;
    if (missed === -1) verdicts.push({ ...wrong, expected: null });
    else verdicts[missed] = { ...wrong, expected: verdicts[missed]?.expected };
  }
  return verdicts;
}

function isModule(expected: ExpectedModule, got: Component): boolean {
  const same = (a: string | undefined, b: string | undefined) =>
    a === undefined || isPlainPlaceholder(a) || (b !== undefined && sameSerial(a, b));
  return (
    expected.sizeBytes === got.sizeBytes &&
    same(expected.serial, got.serial) &&
    same(expected.partNumber, got.partNumber)
  );
}

/** Right: maker, product and one of the serials that the source reads (numbers by value). */
function judgeMonitors(
  expected: readonly ExpectedMonitor[],
  components: readonly Component[],
): FieldVerdict[] {
  const left = components.filter(({ kind }) => kind === 'monitor');
  return expected.map((wanted) => {
    const stated = wanted.serials.filter((serial) => !isSharedMonitorSerial(serial));
    const found = left.findIndex((each) => stated.some((one) => isSameMonitorSerial(one, each)));
    const [got] = left.splice(Math.max(found, 0), 1);
    return { field: 'edid', verdict: judgeMonitor(wanted, stated, got), expected: wanted, got };
  });
}

function judgeMonitor(
  wanted: ExpectedMonitor,
  stated: readonly string[],
  got: Component | undefined,
): Verdict {
  if (got === undefined) return 'absent';
  const code =
    wanted.manufacturerId === undefined || wanted.productCode === undefined
      ? undefined
      : `${wanted.manufacturerId}${wanted.productCode.toString(16).toUpperCase().padStart(4, '0')}`;
  if (code !== undefined && code !== got.details?.productCode) return 'wrong';
  if (got.serial === undefined) return stated.length === 0 ? 'right' : 'absent';
  return stated.some((serial) => isSameMonitorSerial(serial, got)) ? 'right' : 'wrong';
}

function isSameMonitorSerial(serial: string, got: Component): boolean {
  const number = String(got.details?.serialNumber ?? '');
  return (
    sameSerial(serial, got.serial ?? '') ||
    // One source reads the label's serial out of text and number, the other the text as it stands.
    sameSerial(serial, String(got.details?.serialText ?? '')) ||
    // The number of the base block, in decimal or as eight hex digits.
    (got.serial === number &&
      (serial === number || serial === Number(number).toString(16).padStart(8, '0')))
  );
}

/** Numbers that thousands of monitors share are no serial, whatever a source makes of them. */
function isSharedMonitorSerial(serial: string): boolean {
  return isPlainPlaceholder(serial) || ['01010101', '16843009', '1', '00000001'].includes(serial);
}
