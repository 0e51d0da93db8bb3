/** All questions about what people's acts keep, by name. A new one is a line in each list. */
import type { Kysely } from 'kysely';
import { gatherEvidence } from '../evidence/gather.ts';
import type { Policies } from '../judge/policies.ts';
import { measureInventory } from '../metrics/measure.ts';
import {
  getAssetLifecycle,
  getCustody,
  getEvidence,
  getLifecycle,
  listApprovals,
} from './asset-lifecycle.ts';
import { getAsset } from './get-asset.ts';
import {
  getImport,
  getImportReview,
  listImportReviews,
  listImportRows,
  listImports,
} from './imports.ts';
import { listMetrics } from './list-metrics.ts';
import { getPolicies, listSegments } from './policies.ts';
import { getQueueCase, listQueue } from './queue.ts';
import { listRelations } from './relations.ts';
import type { Tables } from './schema.ts';
import { getStocktake, listMissing, listScans, listStocktakes } from './stocktakes.ts';
import { getTags, listReservedTags } from './tags.ts';

export interface QuestionContext {
  readonly db: Kysely<Tables>;
  readonly now: number;
  readonly policies: Policies;
}

export type Question<I, O> = (context: QuestionContext, input: I) => Promise<O>;

export interface Questions {
  readonly approvals: typeof listApprovals;
  readonly asset: typeof getAsset;
  readonly 'asset.custody': typeof getCustody;
  readonly 'asset.lifecycle': typeof getAssetLifecycle;
  readonly 'ci.evidence': typeof gatherEvidence;
  readonly 'evidence-file': typeof getEvidence;
  readonly metrics: typeof listMetrics;
  readonly 'metrics.measure': typeof measureInventory;
  readonly import: typeof getImport;
  readonly 'import.review': typeof getImportReview;
  readonly 'import.reviews': typeof listImportReviews;
  readonly 'import.rows': typeof listImportRows;
  readonly imports: typeof listImports;
  readonly policies: typeof getPolicies;
  readonly segments: typeof listSegments;
  readonly lifecycle: typeof getLifecycle;
  readonly stocktake: typeof getStocktake;
  readonly 'stocktake.missing': typeof listMissing;
  readonly 'stocktake.scans': typeof listScans;
  readonly stocktakes: typeof listStocktakes;
  readonly tags: typeof getTags;
  readonly 'tags.reserved': typeof listReservedTags;
  readonly relations: typeof listRelations;
  readonly queue: typeof listQueue;
  readonly 'queue.case': typeof getQueueCase;
}

export const QUESTIONS: Questions = {
  approvals: listApprovals,
  asset: getAsset,
  'asset.custody': getCustody,
  'asset.lifecycle': getAssetLifecycle,
  'ci.evidence': gatherEvidence,
  'evidence-file': getEvidence,
  metrics: listMetrics,
  'metrics.measure': measureInventory,
  import: getImport,
  'import.review': getImportReview,
  'import.reviews': listImportReviews,
  'import.rows': listImportRows,
  imports: listImports,
  policies: getPolicies,
  segments: listSegments,
  lifecycle: getLifecycle,
  stocktake: getStocktake,
  'stocktake.missing': listMissing,
  'stocktake.scans': listScans,
  stocktakes: listStocktakes,
  tags: getTags,
  'tags.reserved': listReservedTags,
  relations: listRelations,
  queue: listQueue,
  'queue.case': getQueueCase,
};

export type QuestionName = keyof Questions;
export type QuestionInput<N extends QuestionName> =
  Questions[N] extends Question<infer I, infer _> ? I : never;
export type Answer<N extends QuestionName> =
  Questions[N] extends Question<infer _, infer O> ? O : never;

export function askQuestion<N extends QuestionName>(
  context: QuestionContext,
  name: N,
  input: QuestionInput<N>,
): Promise<Answer<N>> {
  // The list holds each name to its own input and answer.
  const question = QUESTIONS[name] as unknown as Question<QuestionInput<N>, Answer<N>>;
  return question(context, input);
}
