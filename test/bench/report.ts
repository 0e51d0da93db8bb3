/** What a benchmark says: its own figure, the yardstick's, measured in the same run, and the ratio. */
export interface Figure {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
}

export interface Ratio {
  readonly name: string;
  /** Muster's figure over the yardstick's. */
  readonly value: number;
  readonly yardstick: string;
  /** What the ratio should be, as promised: ">= 0.8". */
  readonly target: string;
}

export interface BenchReport {
  readonly figures: readonly Figure[];
  readonly ratios: readonly Ratio[];
}

export type Benchmark = (progress: (message: string) => void) => Promise<BenchReport>;
