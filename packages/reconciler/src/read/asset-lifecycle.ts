/** Where an asset record stands in its life, and with whom it was. */
import type { ApprovalView, AssetLifecycle, CustodyView } from '@muster/facts/lifecycle';
import { approvalView } from '../assets/approvals.ts';
import { custodyView } from '../assets/custody.ts';
import { evidenceView } from '../assets/evidence.ts';
import { lifecycleInForce } from '../assets/lifecycle-in-force.ts';
import { obligationView } from '../assets/obligations.ts';
import { readStanding } from '../assets/standing.ts';
import { judgeStep, type Lifecycle } from '../assets/steps.ts';
import { formatId, parseId } from '../commit/ids.ts';
import { findAssetRow } from './get-asset.ts';
import type { QuestionContext } from './questions.ts';
import type { Tables } from './schema.ts';

const FILES_MAX = 500;
const APPROVALS_MAX = 100;
const CUSTODY_MAX = 1000;

/** @param named its id or its tag; `undefined`: there is none */
export async function getAssetLifecycle(
  context: QuestionContext,
  named: string,
): Promise<AssetLifecycle | undefined> {
  const { db, now } = context;
  const row = await findAssetRow(context, named);
  if (row === undefined) return undefined;
  const standing = await readStanding(db, judgedOf(row));
  const evidence = await db
    .selectFrom('evidence')
    .selectAll()
    .where('asset_id', '=', row.id)
    .orderBy('id', 'desc')
    .limit(FILES_MAX)
    .execute();
  const obligations = await db
    .selectFrom('obligation')
    .selectAll()
    .where('asset_id', '=', row.id)
    .orderBy('kind')
    .execute();
  const approvals = await db
    .selectFrom('approval')
    .selectAll()
    .where('asset_id', '=', row.id)
    .orderBy('id', 'desc')
    .limit(APPROVALS_MAX)
    .execute();
  const lifecycle = await lifecycleInForce(db);
  const steps = lifecycle.steps.filter(({ from }) => from.includes(row.state));
  return {
    assetId: formatId('asset', row.id),
    state: row.state,
    steps: steps.map((step) => judgeStep(step, standing)),
    evidence: evidence.map(evidenceView),
    obligations: obligations.map((each) => obligationView(each, now)),
    approvals: approvals.map((each) => approvalView(each, row.tag)),
  };
}

export function getLifecycle({ db }: QuestionContext, _: null): Promise<Lifecycle> {
  return lifecycleInForce(db);
}

function judgedOf(row: Tables['asset']): Parameters<typeof readStanding>[1] {
  return {
    id: row.id,
    ...(row.serial_key !== null && { serialKey: row.serial_key }),
    ...(row.tag !== null && { tag: row.tag }),
    ...(row.serial !== null && { serial: row.serial }),
    ...(row.order_number !== null && { orderNumber: row.order_number }),
    ...(row.custodian !== null && { custodian: row.custodian }),
    ...(row.location !== null && { location: row.location }),
    ...(row.site !== null && { site: row.site }),
    ...(row.owner !== null && { owner: row.owner }),
  };
}

export interface CustodyAsked {
  /** Its id or its tag. */
  readonly asset: string;
  /** A day (RFC 3339 full-date, UTC): all who had it on it; or an instant: the one who had it then. */
  readonly on?: string;
}

/** The latest first. `undefined`: there is no such asset record. */
export async function getCustody(
  context: QuestionContext,
  { asset, on }: CustodyAsked,
): Promise<readonly CustodyView[] | undefined> {
  const row = await findAssetRow(context, asset);
  if (row === undefined) return undefined;
  const rows = await context.db
    .selectFrom('custody')
    .selectAll()
    .where('asset_id', '=', row.id)
    .orderBy('at', 'desc')
    .limit(CUSTODY_MAX)
    .execute();
  const history = rows.map((each, index) => ({ row: each, until: rows[index - 1]?.at }));
  const [start, end] = on === undefined ? [-Infinity, Infinity] : spanOf(on);
  return history
    .filter((each) => each.row.at < end && (each.until ?? Infinity) > start)
    .map((each) => custodyView(each.row, each.until));
}

const DAY_MS = 86_400_000;

/** From one time to before another: a whole day, or one millisecond. */
function spanOf(on: string): readonly [number, number] {
  const start = Date.parse(on);
  return [start, start + (on.length === 'YYYY-MM-DD'.length ? DAY_MS : 1)];
}

/** Those that wait, oldest first; or the latest that were decided. */
export async function listApprovals(
  { db }: QuestionContext,
  { state }: { readonly state: ApprovalView['state'] },
): Promise<readonly ApprovalView[]> {
  const rows = await db
    .selectFrom('approval')
    .leftJoin('asset', 'asset.id', 'approval.asset_id')
    .selectAll('approval')
    .select('asset.tag')
    .where('approval.state', '=', state)
    .orderBy('approval.id', state === 'pending' ? 'asc' : 'desc')
    .limit(CUSTODY_MAX)
    .execute();
  return rows.map((row) => approvalView(row, row.tag));
}

export interface EvidenceFile {
  readonly name: string;
  readonly type: string;
  readonly sha256: string;
  /** Base64. */
  readonly octets: string;
}

export async function getEvidence(
  { db }: QuestionContext,
  id: string,
): Promise<EvidenceFile | undefined> {
  const row = await db
    .selectFrom('evidence')
    .select(['name', 'type', 'sha256'])
    .where('id', '=', parseId('evidence', id) ?? 0)
    .executeTakeFirst();
  if (row === undefined) return undefined;
  const pieces = await db
    .selectFrom('evidence_piece')
    .select('octets')
    .where('sha256', '=', row.sha256)
    .orderBy('piece')
    .execute();
  return { ...row, octets: pieces.map(({ octets }) => octets).join('') };
}
