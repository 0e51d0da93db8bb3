/** Attaches a file to an asset record as evidence: kept by its hash, which the ledger holds. */
import { createHash } from 'node:crypto';
import {
  EVIDENCE_BYTES_MAX,
  type EvidenceKind,
  type EvidenceType,
  type EvidenceView,
} from '@muster/facts/lifecycle';
import { evidenceView } from '../../assets/evidence.ts';
import { findAsset } from '../../assets/find.ts';
import { closeDraft, openDraft } from '../../commit/draft.ts';
import { formatId } from '../../commit/ids.ts';
import { EVIDENCE, EVIDENCE_PIECE } from '../../read/lifecycle-schema.ts';
import { keep } from '../../store/kept.ts';
import type { Transaction } from '../../store/port.ts';
import type { ActContext, ActOutcome } from '../act.ts';

export interface AttachEvidence {
  /** Its id or its tag. */
  readonly asset: string;
  readonly kind: EvidenceKind;
  readonly name: string;
  /** As its first octets show. */
  readonly type: EvidenceType;
  /** The file, base64. */
  readonly octets: string;
}

/** Base64 characters of a piece, a multiple of four: rows stay small enough to be copied by the many. */
const PIECE_CHARACTERS = 256 * 1024;
/** A bound that nobody who documents meets. */
const FILES_MAX = 200;

export async function attachEvidence(
  transaction: Transaction,
  { asset: named, kind, name, type, octets }: AttachEvidence,
  { actor, now }: ActContext,
): Promise<ActOutcome<EvidenceView>> {
  const found = await findAsset(transaction, named);
  if (found.kind !== 'found') return found;
  const bytes = Buffer.from(octets, 'base64');
  if (bytes.length === 0 || bytes.length > EVIDENCE_BYTES_MAX) {
    return { kind: 'refused', reason: `evidence is 1 to ${EVIDENCE_BYTES_MAX} octets long` };
  }
  const assetId = found.value.id;
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  const before = await transaction.tables
    .selectFrom('evidence')
    .selectAll()
    .where('asset_id', '=', assetId)
    .limit(FILES_MAX + 1)
    .execute();
  const same = before.find(
    (each) => each.sha256 === sha256 && each.kind === kind && each.used_for === null,
  );
  // Sent again, it is the same file.
  if (same !== undefined) return { kind: 'done', value: evidenceView(same), events: [] };
  if (before.length >= FILES_MAX) {
    return { kind: 'refused', reason: `it has ${FILES_MAX} files already` };
  }
  const row = {
    id: await nextId(transaction),
    asset_id: assetId,
    kind,
    name,
    type,
    size_bytes: bytes.length,
    sha256,
    at: now,
    actor,
    used_for: null,
  };
  const draft = openDraft(await transaction.lastIds());
  draft.kept.push(keep(EVIDENCE, row));
  for (const [piece, text] of piecesOf(bytes.toString('base64')).entries()) {
    draft.kept.push(keep(EVIDENCE_PIECE, { sha256, piece, octets: text }));
  }
  draft.ledger.push({
    at: now,
    actor,
    kind: 'asset.evidence',
    subject: formatId('asset', assetId),
    payload: {
      evidence: formatId('evidence', row.id),
      kind,
      name,
      type,
      sizeBytes: bytes.length,
      sha256,
    },
  });
  await transaction.commit(closeDraft(draft, await transaction.ledgerHead()));
  return { kind: 'done', value: evidenceView(row), events: [] };
}

function piecesOf(text: string): readonly string[] {
  const pieces: string[] = [];
  for (let at = 0; at < text.length; at += PIECE_CHARACTERS) {
    pieces.push(text.slice(at, at + PIECE_CHARACTERS));
  }
  return pieces;
}

async function nextId({ tables }: Transaction): Promise<number> {
  const { last } = await tables
    .selectFrom('evidence')
    .select(({ fn }) => fn.max<number | null>('id').as('last'))
    .executeTakeFirstOrThrow();
  return (last ?? 0) + 1;
}
