/** What is kept of a CI beside its facts, for judging it: where it was, which of its parts are accepted. */
import type { FindingPlace } from '@muster/facts/inventory';
import type { KeptTable } from '../store/kept.ts';

/** A segment in which devices are listed and not accused, until a time. */
export interface Learning {
  /** As policies name segments: see `Match`. */
  readonly segment: string;
  readonly until: number;
}

export interface CiPlace {
  readonly ciId: number;
  readonly place: FindingPlace;
  /** Where it was, and since when it is elsewhere; until a person accepts it or it is back. */
  readonly before?: FindingPlace;
  readonly movedAt?: number;
}

/** The version of a record whose parts are accepted, while those of the present one differ. */
export interface ComponentBaseline {
  readonly recordId: number;
  readonly versionId: number;
  /** When they differed first. */
  readonly since: number;
  /** Whether all of its parts could be read. */
  readonly isWhole: boolean;
}

/** With what it said. */
export interface StoredBaseline extends ComponentBaseline {
  readonly observer: string;
  readonly body: string;
}

export interface Standing {
  /** By the CI's id. */
  readonly places: ReadonlyMap<number, CiPlace>;
  /** By the record's id. */
  readonly baselines: ReadonlyMap<number, StoredBaseline>;
  readonly learning: readonly Learning[];
  /** CIs that people say are in, on or part of something else. */
  readonly related: ReadonlySet<number>;
}

export const CI_PLACE: KeptTable<CiPlace> = {
  name: 'ci_place',
  columns: ['ci_id', 'place', 'before', 'moved_at'],
  values: ({ ciId, place, before, movedAt }) => [
    ciId,
    JSON.stringify(place),
    before === undefined ? null : JSON.stringify(before),
    movedAt ?? null,
  ],
};

/** Without a version: what it states now is accepted. */
export const COMPONENT_BASELINE: KeptTable<
  Omit<ComponentBaseline, 'versionId'> & Partial<ComponentBaseline>
> = {
  name: 'component_baseline',
  columns: ['record_id', 'version_id', 'since', 'is_whole'],
  values: ({ recordId, versionId, since, isWhole }) => [
    recordId,
    versionId ?? null,
    since,
    Number(isWhole),
  ],
};

export function standingOf(
  places: readonly CiPlace[],
  baselines: readonly StoredBaseline[],
  learning: readonly Learning[],
  related: readonly number[],
): Standing {
  return {
    places: new Map(places.map((place) => [place.ciId, place])),
    baselines: new Map(baselines.map((baseline) => [baseline.recordId, baseline])),
    learning,
    related: new Set(related),
  };
}
