/** What each report shows: figures of the inventory, of each site and class, their history, and a list. */
import { LIFECYCLE_STATES } from '@muster/facts/assets';
import type { FindingKind } from '@muster/facts/inventory';
import type { MetricFigures, MetricPoint } from '@muster/facts/metrics';

export const REPORT_NAMES = [
  'coverage',
  'conflicts',
  'ownership',
  'firmware',
  'lifecycle',
  'visibility',
] as const;
export type ReportName = (typeof REPORT_NAMES)[number];

export interface ReportFigure {
  /** As it is called in metrics: "coveragePercent", "lifecycle.deployed". */
  readonly name: string;
  readonly title: string;
  readonly unit?: '%' | 'days';
  /** Drawn over time. */
  readonly isDrawn?: true;
}

interface Kind {
  readonly title: string;
  /** What the figures mean, for whoever reads them on paper. */
  readonly says: string;
  readonly figures: readonly ReportFigure[];
  /** Open findings that are listed one by one. */
  readonly findings: readonly FindingKind[];
}

/** A list on paper: who must go through all of it has the findings as CSV. */
export const LISTED_MAX = 200;

const kinds: Readonly<Record<ReportName, Kind>> = {
  coverage: {
    title: 'Coverage',
    says: 'Hardware CIs that are paired with an asset record, and asset records that are paired with a CI. Orphaned CIs have no asset record, and no site that is known; unlinked assets have no CI.',
    figures: [
      { name: 'coveragePercent', title: 'Coverage of CIs', unit: '%', isDrawn: true },
      { name: 'hardwareCis', title: 'Hardware CIs' },
      { name: 'pairedCis', title: 'Paired CIs' },
      { name: 'orphanedCis', title: 'Orphaned CIs', isDrawn: true },
      { name: 'assetCoveragePercent', title: 'Coverage of deployed assets', unit: '%' },
      { name: 'livingAssets', title: 'Living assets' },
      { name: 'unlinkedAssets', title: 'Unlinked assets', isDrawn: true },
    ],
    findings: ['coverage', 'orphan'],
  },
  conflicts: {
    title: 'Conflicts',
    says: 'Open findings about one identity that two things claim: several asset records with one serial, one identity alive twice, or records that may be one thing.',
    figures: [
      { name: 'openConflicts', title: 'Open conflicts', isDrawn: true },
      { name: 'oldestConflictDays', title: 'Oldest', unit: 'days', isDrawn: true },
      { name: 'medianConflictDays', title: 'Median age', unit: 'days' },
    ],
    findings: ['conflict', 'collision', 'duplicate'],
  },
  ownership: {
    title: 'Ownership',
    says: 'Living assets with a business owner, with a technical owner, and with both.',
    figures: [
      { name: 'fullyOwnedPercent', title: 'With both owners', unit: '%', isDrawn: true },
      { name: 'livingAssets', title: 'Living assets' },
      { name: 'businessOwnedPercent', title: 'With a business owner', unit: '%' },
      { name: 'technicallyOwnedPercent', title: 'With a technical owner', unit: '%' },
      { name: 'fullyOwned', title: 'With both' },
    ],
    findings: ['unowned'],
  },
  firmware: {
    title: 'Firmware',
    says: 'Hardware CIs for whose kind a policy requires a firmware version, and those that are below it.',
    figures: [
      { name: 'firmwarePercent', title: 'Compliant', unit: '%', isDrawn: true },
      { name: 'firmwareRequired', title: 'With a required version' },
      { name: 'firmwareOutdated', title: 'Below it', isDrawn: true },
    ],
    findings: ['outdated'],
  },
  lifecycle: {
    title: 'Lifecycle',
    says: 'Asset records by the state that they are in.',
    figures: LIFECYCLE_STATES.map((state): ReportFigure => {
      const figure = { name: `lifecycle.${state}`, title: state };
      return state === 'deployed' || state === 'retired' ? { ...figure, isDrawn: true } : figure;
    }),
    findings: ['zombie'],
  },
  visibility: {
    title: 'Visibility',
    says: 'Deployed assets that were seen on the network lately. A ghost is missing although somebody looked; for what is unobserved, nobody did.',
    figures: [
      { name: 'visibilityPercent', title: 'Visible', unit: '%', isDrawn: true },
      { name: 'deployedAssets', title: 'Deployed assets' },
      { name: 'seenAssets', title: 'Seen lately' },
    ],
    findings: ['ghost', 'unobserved', 'observer-silent'],
  },
};

export function kindOf(name: ReportName): Kind {
  return kinds[name];
}

/** @returns `undefined` where nothing is known */
export function figureValue(figures: MetricFigures, name: string): number | undefined {
  const [, state] = name.split('lifecycle.');
  const members = new Map<string, unknown>(
    Object.entries(state === undefined ? figures : figures.lifecycle),
  );
  const value = members.get(state ?? name);
  if (typeof value === 'number') return value;
  return state === undefined ? undefined : 0;
}

export interface ReportList {
  readonly kind: FindingKind;
  readonly total: number;
  readonly rows: readonly {
    readonly subject: string;
    readonly reason: string;
    readonly openedAt: string;
    readonly assignee?: string;
  }[];
}

export interface Report {
  readonly name: ReportName;
  /** Of the whole inventory, by day. */
  readonly history: readonly MetricPoint[];
  /** Of the latest day. */
  readonly sites: readonly MetricPoint[];
  readonly classes: readonly MetricPoint[];
  readonly lists: readonly ReportList[];
}

export interface Reports {
  /** RFC 3339. */
  readonly madeAt: string;
  readonly madeFor: string;
  readonly reports: readonly Report[];
}
