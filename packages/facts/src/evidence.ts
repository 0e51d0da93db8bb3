/**
 * The evidence bundle: what was known of one CI at one time, with the proof that the ledger held the
 * entries about it then. Its format for whoever verifies it without Muster is `docs/evidence.md`.
 */
import type { AssetView, LedgerEntry } from './assets.ts';
import type { CiAsOf } from './inventory.ts';

export const EVIDENCE_SCHEMA = 'muster.evidence/1';

export interface EvidenceLink {
  readonly assetId: string;
  readonly method: 'auto' | 'manual';
  readonly actor: string;
  readonly linkedAt: string;
  /** Where it had ended by then. */
  readonly unlinkedAt?: string;
  readonly decisionId?: string;
}

/** What the ledger's entry `seq` says of who held an asset, and where. */
export interface CustodyStep
  extends Partial<
    Pick<AssetView, 'state' | 'owner' | 'technicalOwner' | 'custodian' | 'site' | 'location'>
  > {
  readonly seq: number;
  readonly at: string;
  readonly actor: string;
  readonly kind: string;
  readonly asset: string;
}

/** One step from an entry to the Merkle root: the other half's hash, and on which side it stands. */
export interface EvidenceStep {
  readonly side: 'left' | 'right';
  /** 64 hexadecimal digits. */
  readonly hash: string;
}

export interface ProvenEntry extends LedgerEntry {
  /** The hash of the entry before it; 64 zeros before the first. */
  readonly previous: string;
  /** From it to the root that the head names. */
  readonly proof: readonly EvidenceStep[];
}

/** An Ed25519 public key as a JWK (RFC 8037). */
export interface EvidenceKey {
  readonly kty: 'OKP';
  readonly crv: 'Ed25519';
  /** base64url, 43 characters. */
  readonly x: string;
  /** The key's thumbprint (RFC 7638): its fingerprint. */
  readonly kid: string;
}

export interface EvidenceBundle extends Omit<CiAsOf, 'id'> {
  readonly schema: typeof EVIDENCE_SCHEMA;
  readonly ciId: string;
  readonly madeAt: string;
  /** Who asked for it. */
  readonly madeFor: string;
  /** "muster 0.1.0". */
  readonly madeBy: string;
  /** All up to then, the earliest first. */
  readonly links: readonly EvidenceLink[];
  /** Of every asset that was linked, from the ledger's entries, the earliest first. */
  readonly custody: readonly CustodyStep[];
  readonly ledger: {
    /** Those about this CI, its assets, its findings open then and its observers, by `seq`. */
    readonly entries: readonly ProvenEntry[];
    /** The first signed head that covers them all: a compact JWS (RFC 7515). */
    readonly head: string;
  };
  /** The server's key, which signed the head and the bundle. */
  readonly key: EvidenceKey;
  /** What this bundle does not show, in words. */
  readonly notProven: readonly string[];
  /** A compact JWS over the digest of all the rest. */
  readonly signature: string;
}
