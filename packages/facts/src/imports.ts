/** Imports of asset records as things of their own: what each did, what waits for a person, what was undone. */
import type { AssetRow, AssetRowOutcome, AssetView } from './assets.ts';

export const IMPORT_MODES = ['all-or-nothing', 'row-by-row'] as const;
/**
 * What becomes of a file of which a row cannot be taken over as it stands: nothing of it is written,
 * or what is good of it is, and the rows to be reviewed wait for a person.
 */
export type ImportMode = (typeof IMPORT_MODES)[number];

/** The file that rows came from. */
export interface ImportFile {
  /** Without its folder. */
  readonly name: string;
  /** SHA-256 of its bytes, lower-case hex. */
  readonly sha256: string;
}

export type ImportCounts = Readonly<Partial<Record<AssetRowOutcome['disposition'], number>>>;

export interface ImportView {
  /** "import-7" */
  readonly id: string;
  readonly file?: ImportFile;
  readonly actor: string;
  readonly at: string;
  readonly mode: ImportMode;
  readonly counts: ImportCounts;
  /** Rows that wait for a person. */
  readonly openReviews: number;
  readonly undone?: ImportUndone;
}

/** How an import was taken back. */
export interface ImportUndone {
  readonly at: string;
  readonly actor: string;
  readonly reason: string;
  /** Records that it had made, and that are no more. */
  readonly removed: number;
  /** Records that it had changed, and that are as they were. */
  readonly restored: number;
  /** Records that were changed since, or cannot be as they were, and stay as they are. */
  readonly kept: number;
}

/** What an import did with a row of its file. Rows that changed nothing are only counted. */
export interface ImportRowView extends AssetRowOutcome {
  /** What undoing the import did with its record, and why it was kept. */
  readonly undone?: 'removed' | 'restored' | 'kept';
  readonly kept?: string;
}

/** What an import came to, row by row. */
export interface ImportAnswer {
  /** Refused: all or nothing was asked for, and not every row can be taken over. */
  readonly kind: 'applied' | 'tried' | 'refused';
  readonly reason?: string;
  /** Where it was applied. */
  readonly import?: ImportView;
  readonly counts: ImportCounts;
  readonly outcomes: readonly AssetRowOutcome[];
}

/** Media types of the files that are read. */
export const IMPORT_TYPES = [
  'text/csv',
  'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
] as const;

/** What an import of a whole file came to, and how the file was read. */
export interface ImportFileAnswer extends ImportAnswer {
  readonly rows: number;
  /** The header that each field was read from. */
  readonly columns: Readonly<Record<string, string>>;
  /** Headers that mean nothing here. */
  readonly unused: readonly string[];
  /** Values that were left out, and what is odd about the file. */
  readonly warnings: readonly string[];
}

export const REVIEW_ANSWERS = ['create', 'update', 'skip'] as const;
export type ReviewAnswer = (typeof REVIEW_ANSWERS)[number];

/** A row that an import left to a person. */
export interface ImportReview {
  /** "import-7:31", by the line of the file. */
  readonly id: string;
  readonly importId: string;
  readonly line: number;
  readonly reason: string;
  readonly row: AssetRow;
  /** The asset records that have its tag or its serial. */
  readonly candidates: readonly AssetView[];
  readonly state: 'open' | 'resolved' | 'withdrawn';
  readonly resolved?: {
    readonly as: ReviewAnswer;
    readonly at: string;
    readonly actor: string;
    readonly reason: string;
    readonly assetId?: string;
  };
}
