/** All acts by name. A new one is a line in each list. */

import { acceptFinding } from './accept-finding.ts';
import type { Act } from './act.ts';
import { editAsset } from './edit-asset.ts';
import { assignFindings, exceptFindings, reopenFindings } from './findings/assign.ts';
import { resolveFindings } from './findings/resolve.ts';
import { applyImport } from './imports/apply-import.ts';
import { resolveReview } from './imports/resolve-review.ts';
import { undoImport } from './imports/undo-import.ts';
import { keepMetrics } from './keep-metrics.ts';
import { attachEvidence } from './lifecycle/attach-evidence.ts';
import { acceptAsset, checkInAsset, checkOutAsset, transferAsset } from './lifecycle/custody.ts';
import { decideApproval } from './lifecycle/decide-approval.ts';
import { setObligation } from './lifecycle/obligation.ts';
import { setLifecycle } from './lifecycle/set-lifecycle.ts';
import { transitionAsset } from './lifecycle/transition.ts';
import { endRelation, relateCi } from './relations/relate.ts';
import { runLinks } from './run-links.ts';
import { adoptSegment } from './segments/adopt.ts';
import { learnSegment } from './segments/learn.ts';
import { closeStocktake, startStocktake, takeScans } from './stocktake/stocktake.ts';
import { reserveTags, setTagScheme, tagAsset } from './tags/tags.ts';

export interface Acts {
  readonly 'approval.decide': typeof decideApproval;
  readonly 'asset.accept': typeof acceptAsset;
  readonly 'asset.attach': typeof attachEvidence;
  readonly 'asset.checkIn': typeof checkInAsset;
  readonly 'asset.checkOut': typeof checkOutAsset;
  readonly 'asset.edit': typeof editAsset;
  readonly 'asset.obligation': typeof setObligation;
  readonly 'asset.transfer': typeof transferAsset;
  readonly 'asset.transition': typeof transitionAsset;
  readonly 'metrics.keep': typeof keepMetrics;
  readonly 'finding.accept': typeof acceptFinding;
  readonly 'finding.assign': typeof assignFindings;
  readonly 'finding.except': typeof exceptFindings;
  readonly 'finding.reopen': typeof reopenFindings;
  readonly 'finding.resolve': typeof resolveFindings;
  readonly 'import.apply': typeof applyImport;
  readonly 'import.resolve': typeof resolveReview;
  readonly 'import.undo': typeof undoImport;
  readonly 'ci.relate': typeof relateCi;
  readonly 'ci.unrelate': typeof endRelation;
  readonly 'links.run': typeof runLinks;
  readonly 'segment.adopt': typeof adoptSegment;
  readonly 'segment.learn': typeof learnSegment;
  readonly 'asset.tag': typeof tagAsset;
  readonly 'lifecycle.set': typeof setLifecycle;
  readonly 'stocktake.close': typeof closeStocktake;
  readonly 'stocktake.scan': typeof takeScans;
  readonly 'stocktake.start': typeof startStocktake;
  readonly 'tags.reserve': typeof reserveTags;
  readonly 'tags.scheme': typeof setTagScheme;
}

export const ACTS: Acts = {
  'approval.decide': decideApproval,
  'asset.accept': acceptAsset,
  'asset.attach': attachEvidence,
  'asset.checkIn': checkInAsset,
  'asset.checkOut': checkOutAsset,
  'asset.edit': editAsset,
  'asset.obligation': setObligation,
  'asset.transfer': transferAsset,
  'asset.transition': transitionAsset,
  'metrics.keep': keepMetrics,
  'finding.accept': acceptFinding,
  'finding.assign': assignFindings,
  'finding.except': exceptFindings,
  'finding.reopen': reopenFindings,
  'finding.resolve': resolveFindings,
  'import.apply': applyImport,
  'import.resolve': resolveReview,
  'import.undo': undoImport,
  'ci.relate': relateCi,
  'ci.unrelate': endRelation,
  'links.run': runLinks,
  'segment.adopt': adoptSegment,
  'segment.learn': learnSegment,
  'asset.tag': tagAsset,
  'lifecycle.set': setLifecycle,
  'stocktake.close': closeStocktake,
  'stocktake.scan': takeScans,
  'stocktake.start': startStocktake,
  'tags.reserve': reserveTags,
  'tags.scheme': setTagScheme,
};

export type ActName = keyof Acts;
export type ActInput<N extends ActName> = Acts[N] extends Act<infer I, infer _> ? I : never;
export type ActValue<N extends ActName> = Acts[N] extends Act<infer _, infer O> ? O : never;
