/**
 * The port between those who ask questions of a device and what answers them: a live session, or a
 * recorded walk. Also the words for what can go wrong with a question.
 */
import type { Cells } from './cells.ts';
import type { Value } from './value.ts';

/**
 * - `timeout`: no answer. `refused`: it answered and does not let us in.
 * - `unsupported`: the runtime lacks the cipher. `failed`: an answer without sense.
 */
export interface Trouble {
  readonly kind: 'timeout' | 'refused' | 'unreachable' | 'unsupported' | 'failed';
  readonly reason: string;
}

/** OID to value; what the device does not have is missing. */
export type Answers = ReadonlyMap<string, Value>;

export type GetOutcome = { readonly kind: 'answered'; readonly values: Answers } | Trouble;

/**
 * Why a column was not read to its end. What was read before is kept, and is never taken as all
 * there is.
 */
export type Unfinished =
  | 'timeout'
  | 'rows' // more rows than the cap
  | 'bytes'
  | 'clock'
  | 'disorder' // an OID that does not come after the one before it
  | 'failed';

export interface Column {
  readonly oid: string;
  readonly cells: Cells;
  readonly unfinished?: Unfinished;
}

/** Bounds of one walk, all its columns together. */
export interface WalkLimits {
  readonly rowsMax: number;
  readonly bytesMax: number;
  readonly wallClockMs: number;
  /** The device's own disorder is known and harmless: only repeated OIDs stop the walk. */
  readonly unordered?: boolean;
}

export interface Agent {
  /** All of them in as few requests as fit. */
  readonly get: (oids: readonly string[]) => Promise<GetOutcome>;
  /** Columns of one or several tables, in step. Same order as asked. */
  readonly walk: (columns: readonly string[], limits: WalkLimits) => Promise<readonly Column[]>;
  /**
   * The same device seen in another context: community "c@10" in SNMPv1/v2c, context "vlan-10" in
   * v3. Nothing where the agent has none.
   */
  readonly inVlan: (vlan: number) => Agent | undefined;
  readonly close: () => void;
}
