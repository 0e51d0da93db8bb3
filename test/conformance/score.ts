/**
 * Counting right, wrong and absent. Wrong is worse than absent: an inventory that says nothing can
 * be asked again, one that says something false is believed.
 */
export interface Tally {
  right: number;
  wrong: number;
  absent: number;
  total: number;
}

export type Verdict = 'right' | 'wrong' | 'absent';

/** What a run remembers of a case that was not right, for the person who mends it. */
export interface Miss {
  readonly case: string;
  readonly group: string;
  readonly field: string;
  readonly verdict: Exclude<Verdict, 'right'>;
  readonly expected: unknown;
  readonly got: unknown;
}

/** The score of one kind (agent, snmp, …): per field, and per field and group (vendor, platform). */
export class Scoreboard {
  readonly fields: Map<string, Tally> = new Map();
  readonly groups: Map<string, Map<string, Tally>> = new Map();
  readonly misses: Miss[] = [];
  /** Figures that are not tallies, printed as they are: precision, recall, … */
  readonly figures: Map<string, number> = new Map();

  /**
   * Counts one expected value. `group` is the vendor or platform, `verdict` is judged by the kind,
   * since each knows what counts as equal.
   */
  record(
    field: string,
    verdict: Verdict,
    at: { case: string; group: string; expected: unknown; got: unknown },
  ): void {
    count(this.fields, field, verdict);
    const group = this.groups.get(at.group) ?? new Map<string, Tally>();
    this.groups.set(at.group, group);
    count(group, field, verdict);
    if (verdict !== 'right') this.misses.push({ field, verdict, ...at });
  }
}

function count(tallies: Map<string, Tally>, field: string, verdict: Verdict): void {
  const tally = tallies.get(field) ?? { right: 0, wrong: 0, absent: 0, total: 0 };
  tally[verdict] += 1;
  tally.total += 1;
  tallies.set(field, tally);
}

/**
 * One kind of recording. Reads DIR, runs every case of its kind through the real readers, and
 * counts; a folder without such recordings counts nothing. `progress` is called as cases finish.
 */
export type KindRunner = (
  dir: string,
  board: Scoreboard,
  progress: (done: number, total: number) => void,
  options: Readonly<Record<string, string>>,
) => Promise<void>;
