/** Adopts what is in a segment: each device gets an asset record that says it is deployed, and its link. */

import { judgeValue } from '@muster/facts/placeholders';
import { ADOPT_ROUND_MAX, type AdoptedDevice, type AdoptRound } from '@muster/facts/policy';
import { normalizeSerial } from '@muster/facts/serial';
import { normalizeVendor } from '@muster/facts/vendor';
import { writeDown } from '../../assets/import.ts';
import { rejudgeAssets } from '../../assets/rejudge.ts';
import type { AssetRecord } from '../../commit/change-set.ts';
import { closeDraft, openDraft } from '../../commit/draft.ts';
import { formatId, parseId } from '../../commit/ids.ts';
import { decide } from '../../decisions/decide.ts';
import type { Transaction } from '../../store/port.ts';
import type { ActContext, ActOutcome } from '../act.ts';
import { findUnknown, type UnknownDevice } from './unknown.ts';

export interface AdoptSegment {
  readonly segment: string;
  /** `false`: only what would be done. */
  readonly apply: boolean;
  readonly reason: string;
  /** Of the new asset records. */
  readonly owner?: string;
  readonly technicalOwner?: string;
  readonly site?: string;
  /** The device after which the round begins, as the last round said. */
  readonly after?: string;
}

export async function adoptSegment(
  transaction: Transaction,
  input: AdoptSegment,
  context: ActContext,
): Promise<ActOutcome<AdoptRound>> {
  const after = input.after === undefined ? 0 : parseId('ci', input.after);
  if (after === undefined) return { kind: 'unknown', reason: `${input.after} is no id of a CI` };
  const { devices, next } = await findUnknown(
    transaction.tables,
    context.governance.policies,
    input.segment.trim(),
    { after, limit: ADOPT_ROUND_MAX },
  );
  const known = await recordedSerials(transaction, devices);
  const taken = new Map<string, number>();
  const planned = devices.map((device) => plan(device, known, taken));
  const value: AdoptRound = {
    devices: planned.map(({ said }) => said),
    ...(next === undefined ? {} : { next: formatId('ci', next) }),
  };
  if (!input.apply) return { kind: 'tried', value };
  const made = await make(transaction, planned, input, context);
  return {
    kind: 'done',
    value: { ...value, devices: made.devices },
    events: made.events,
  };
}

interface Planned {
  readonly device: UnknownDevice;
  readonly said: AdoptedDevice;
  /** Absent where it has none that could stand for it. */
  readonly serialKey?: string;
}

/** Serials of the devices that an asset record has, with the state of that. */
async function recordedSerials(
  transaction: Transaction,
  devices: readonly UnknownDevice[],
): Promise<ReadonlyMap<string, AssetRecord>> {
  const keys = devices.flatMap((device) => serialKeyOf(device) ?? []);
  const assets = await transaction.assetsBySerial([...new Set(keys)]);
  return new Map(assets.flatMap((asset) => (asset.serialKey ? [[asset.serialKey, asset]] : [])));
}

function serialKeyOf({ serial }: UnknownDevice): string | undefined {
  if (serial === undefined || judgeValue('serial', serial).trust === 'impossible') return undefined;
  return normalizeSerial(serial);
}

function plan(
  device: UnknownDevice,
  known: ReadonlyMap<string, AssetRecord>,
  taken: Map<string, number>,
): Planned {
  const serialKey = serialKeyOf(device);
  const recorded = serialKey === undefined ? undefined : known.get(serialKey);
  const twin = serialKey === undefined ? undefined : taken.get(serialKey);
  const { class: deviceClass, vendor, model } = device.subject;
  const about = {
    ciId: formatId('ci', device.ciId),
    ...(deviceClass === undefined ? {} : { class: deviceClass }),
    ...(vendor === undefined ? {} : { vendor }),
    ...(model === undefined ? {} : { model }),
    ...(device.serial === undefined ? {} : { serial: device.serial }),
  };
  const blocked = (reason: string): Planned => ({
    device,
    said: { ...about, disposition: 'block', reason },
  });
  if (recorded !== undefined) {
    return blocked(
      `${formatId('asset', recorded.id)} has its serial and is ${recorded.state}: a person decides`,
    );
  }
  if (twin !== undefined) return blocked(`${formatId('ci', twin)} states the same serial`);
  if (serialKey === undefined) {
    const reason = `it states no serial: tagged ${tagOf(device)} for the time being, and linked by hand`;
    return { device, said: { ...about, disposition: 'create', reason } };
  }
  taken.set(serialKey, device.ciId);
  return { device, serialKey, said: { ...about, disposition: 'create', reason: 'by its serial' } };
}

/** Until it has one of the organisation's own. */
function tagOf({ ciId }: UnknownDevice): string {
  return formatId('ci', ciId).toUpperCase();
}

async function make(
  transaction: Transaction,
  planned: readonly Planned[],
  input: AdoptSegment,
  context: ActContext,
): Promise<{
  readonly devices: readonly AdoptedDevice[];
  readonly events: Awaited<ReturnType<typeof rejudgeAssets>>;
}> {
  const { actor, now } = context;
  const reason = `adopted with the segment ${input.segment.trim()}: ${input.reason}`;
  const draft = openDraft(await transaction.lastIds());
  const made = new Map<Planned, AssetRecord>();
  for (const each of planned) {
    if (each.said.disposition === 'block') continue;
    const asset = assetOf(each, draft.nextId('asset'), input, now);
    made.set(each, asset);
    draft.newAssets.push(asset);
    writeDown(draft, asset, { kind: 'asset.created', actor, at: now, reason });
  }
  await transaction.commit(closeDraft(draft, await transaction.ledgerHead()));
  const events = [...(await rejudgeAssets(transaction, [...made.values()], context))];
  const linked = new Set(
    (await transaction.linksOfAssets([...made.values()].map(({ id }) => id))).map(
      ({ assetId }) => assetId,
    ),
  );
  for (const [{ said }, { id }] of made) {
    if (linked.has(id)) continue;
    const link = { kind: 'link', ci: said.ciId, asset: formatId('asset', id), reason } as const;
    const decided = await decide(transaction, link, context);
    if (decided.decided.kind !== 'decided') throw new Error(decided.decided.reason);
    events.push(...decided.events);
  }
  const devices = planned.map((each) => {
    const asset = made.get(each);
    return asset === undefined ? each.said : { ...each.said, assetId: formatId('asset', asset.id) };
  });
  return { devices, events };
}

function assetOf(
  { device, serialKey }: Planned,
  id: number,
  { owner, technicalOwner, site }: AdoptSegment,
  now: number,
): AssetRecord {
  const { vendor, model } = device.subject;
  const where = site ?? device.place?.site;
  return {
    id,
    state: 'deployed',
    makerKey: vendor === undefined ? '' : normalizeVendor(vendor),
    ...(serialKey === undefined || device.serial === undefined
      ? { tag: tagOf(device) }
      : { serial: device.serial, serialKey }),
    ...(vendor === undefined ? {} : { vendor }),
    ...(model === undefined ? {} : { model }),
    ...(owner === undefined ? {} : { owner }),
    ...(technicalOwner === undefined ? {} : { technicalOwner }),
    ...(where === undefined ? {} : { site: where }),
    createdAt: now,
    updatedAt: now,
  };
}
