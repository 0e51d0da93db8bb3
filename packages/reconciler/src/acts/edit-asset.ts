/** What a person writes into an asset record; its state and its custodian have acts of their own. */
import type { AssetView } from '@muster/facts/assets';
import { judgeValue } from '@muster/facts/placeholders';
import { normalizeSerial } from '@muster/facts/serial';
import { normalizeVendor } from '@muster/facts/vendor';
import { findAsset } from '../assets/find.ts';
import { rejudgeAssets } from '../assets/rejudge.ts';
import { takenOf } from '../assets/taken.ts';
import { type AssetText, assetView } from '../assets/view.ts';
import type { AssetRecord } from '../commit/change-set.ts';
import { closeDraft, openDraft } from '../commit/draft.ts';
import { formatId } from '../commit/ids.ts';
import type { Transaction } from '../store/port.ts';
import type { ActContext, ActOutcome } from './act.ts';

export type EditedText = Exclude<AssetText, 'custodian'>;

export interface EditAsset {
  /** Its id or its tag. */
  readonly asset: string;
  /** `null` takes a value away. */
  readonly changes: Readonly<Partial<Record<EditedText, string | null>>>;
  /** Fields of the organisation's own; those that are not named stay. */
  readonly fields?: Readonly<Record<string, string | null>>;
  readonly reason: string;
}

export async function editAsset(
  transaction: Transaction,
  { asset: named, changes, fields, reason }: EditAsset,
  context: ActContext,
): Promise<ActOutcome<AssetView>> {
  const found = await findAsset(transaction, named);
  if (found.kind !== 'found') return found;
  const before = found.value;
  const after = edited(before, changes, fields, context.now);
  const refused = after.reason ?? (await takenOf(transaction, [after.asset])).get(before.id);
  if (refused !== undefined) return { kind: 'refused', reason: refused };
  const { asset } = after;
  const draft = openDraft(await transaction.lastIds());
  draft.changedAssets.push(asset);
  const { id, createdAt: _, updatedAt: __, ...payload } = asset;
  draft.ledger.push({
    at: context.now,
    actor: context.actor,
    kind: 'asset.updated',
    subject: formatId('asset', id),
    payload: {
      ...payload,
      changes: [...Object.keys(changes), ...Object.keys(fields ?? {})],
      reason,
    },
  });
  await transaction.commit(closeDraft(draft, await transaction.ledgerHead()));
  const events = await rejudgeAssets(transaction, [asset, before], context);
  const [link] = await transaction.linksOfAssets([id]);
  return { kind: 'done', value: assetView(id, asset, link?.ciId), events };
}

interface Edited {
  readonly asset: AssetRecord;
  /** Why it is not to be. */
  readonly reason?: string;
}

function edited(
  before: AssetRecord,
  changes: EditAsset['changes'],
  fields: EditAsset['fields'],
  now: number,
): Edited {
  const asset: { -readonly [K in keyof AssetRecord]: AssetRecord[K] } = {
    ...before,
    updatedAt: now,
  };
  for (const [name, value] of Object.entries(changes) as [EditedText, string | null][]) {
    if (value === null) delete asset[name];
    else asset[name] = value;
  }
  if (changes.vendor !== undefined) asset.makerKey = normalizeVendor(changes.vendor ?? '');
  if (changes.serial !== undefined) {
    const judged = changes.serial === null ? undefined : judgeValue('serial', changes.serial);
    if (judged?.trust === 'impossible') {
      return { asset, reason: `the serial "${changes.serial}" is a placeholder (${judged.why})` };
    }
    delete asset.serialKey;
    if (changes.serial !== null) asset.serialKey = normalizeSerial(changes.serial);
  }
  if (fields !== undefined) asset.fields = withFields(before.fields, fields);
  if (asset.tag === undefined && asset.serialKey === undefined) {
    return { asset, reason: 'it would be left without tag and serial' };
  }
  return { asset };
}

function withFields(
  before: AssetRecord['fields'],
  changes: NonNullable<EditAsset['fields']>,
): Record<string, string> {
  const kept = Object.entries(before ?? {}).filter(([name]) => !(name in changes));
  const set = Object.entries(changes).flatMap(([name, value]): [string, string][] =>
    value === null ? [] : [[name, value]],
  );
  return Object.fromEntries([...kept, ...set]);
}
