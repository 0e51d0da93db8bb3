/** Files that prove something about an asset record: how they are shown, and what they may be. */
import type { EvidenceType, EvidenceView } from '@muster/facts/lifecycle';
import { formatId } from '../commit/ids.ts';
import type { LifecycleTables } from '../read/lifecycle-schema.ts';

export function evidenceView(row: LifecycleTables['evidence']): EvidenceView {
  return {
    id: formatId('evidence', row.id),
    assetId: formatId('asset', row.asset_id),
    kind: row.kind,
    name: row.name,
    type: row.type,
    sizeBytes: row.size_bytes,
    sha256: row.sha256,
    at: new Date(row.at).toISOString(),
    actor: row.actor,
    ...(row.used_for !== null && { usedFor: row.used_for }),
  };
}

/** First octets: PDF 32000-1 §7.5.2, ISO/IEC 10918-1 (SOI and a marker), PNG (ISO/IEC 15948 §5.2). */
const MAGIC: readonly (readonly [EvidenceType, readonly number[]])[] = [
  ['application/pdf', [0x25, 0x50, 0x44, 0x46, 0x2d]],
  ['image/jpeg', [0xff, 0xd8, 0xff]],
  ['image/png', [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]],
];
const strictUtf8 = new TextDecoder('utf-8', { fatal: true });
/** Control characters that no text has; tab, line ends and form feed it may. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what it is about
const BINARY = /[\u0000-\u0008\u000b\u000e-\u001f\u007f]/;

/** What a file is by its own octets; `undefined`: nothing that is taken. */
export function evidenceTypeOf(octets: Uint8Array): EvidenceType | undefined {
  const known = MAGIC.find(([, magic]) => magic.every((octet, at) => octets[at] === octet));
  if (known !== undefined) return known[0];
  try {
    return BINARY.test(strictUtf8.decode(octets)) ? undefined : 'text/plain';
  } catch {
    return undefined;
  }
}
