/** A stocktake: what was expected somewhere, what was scanned there, and what each scan came to. */

/** `unknown`: no asset record has that tag or serial. */
export const SCAN_VERDICTS = [
  'found',
  'elsewhere',
  'serial-differs',
  'retired',
  'unknown',
] as const;
export type ScanVerdict = (typeof SCAN_VERDICTS)[number];

/** Scans sent at once: a scanner's memory. */
export const SCANS_MAX = 1000;

/** What a scanner read, or a person typed. */
export interface Scan {
  /** The tag; or the maker's serial, or the link of a label with the tag at its end. */
  readonly code: string;
  /** The maker's serial on the same device, where both were read. */
  readonly serial?: string;
  /** Where it is; else where the stocktake is. */
  readonly location?: string;
  /** When, where it is sent later. */
  readonly at?: string;
}

export interface ScanView extends Scan {
  readonly id: string;
  readonly at: string;
  readonly by: string;
  readonly verdict: ScanVerdict;
  /** What there is to say of it, in one sentence. */
  readonly says: string;
  readonly assetId?: string;
  readonly tag?: string;
}

export interface StocktakeView {
  readonly id: string;
  /** Of what it is; of everything, where neither is said. */
  readonly site?: string;
  readonly location?: string;
  readonly startedAt: string;
  readonly startedBy: string;
  readonly closedAt?: string;
  readonly closedBy?: string;
  /** Asset records that should be there. */
  readonly expected: number;
  /** Of those, the ones that nobody scanned (yet). */
  readonly missing: number;
  /** Things scanned, each by its last verdict. */
  readonly scanned: Readonly<Record<ScanVerdict, number>>;
}
