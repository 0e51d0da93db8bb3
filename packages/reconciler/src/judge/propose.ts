/** Which of several asset records with one serial is the one that a CI is, as far as evidence speaks; never decided, only proposed. */
import type { Proposal } from '@muster/facts/desk';
import { formatId } from '../commit/ids.ts';

/** An asset record among those that share a serial. */
export interface Rival {
  readonly id: number;
  readonly tag?: string;
  readonly model?: string;
  readonly state: string;
  readonly owner?: string;
  readonly custodian?: string;
  readonly orderNumber?: string;
  readonly createdAt: number;
  readonly duplicateAccepted: boolean;
  /** It was linked to the CI before. */
  readonly wasLinked: boolean;
}

export interface Judged {
  readonly id: number;
  readonly score: number;
  readonly for: readonly string[];
  readonly against: readonly string[];
  /** Both models are known, and they are not the same. */
  readonly otherModel: boolean;
}

/** By less, evidence does not speak. */
const MARGIN = 2;
/** States of what is in somebody's hands. */
const IN_USE: ReadonlySet<string> = new Set(['provisioned', 'deployed', 'repair', 'transfer']);

export function judgeRivals(
  rivals: readonly Rival[],
  ci: { readonly model?: string },
): readonly Judged[] {
  return rivals.map((rival) => {
    const said = [
      ofModel(rival, ci.model),
      ofPast(rival),
      ofHolder(rival),
      ofState(rival),
      ofOrder(rival, rivals),
    ].filter((each) => each !== undefined);
    return {
      id: rival.id,
      score: said.reduce((sum, { weight }) => sum + weight, 0),
      for: said.filter(({ weight }) => weight > 0).map(({ says }) => says),
      against: said.filter(({ weight }) => weight < 0).map(({ says }) => says),
      otherModel: said.some(({ isOtherModel }) => isOtherModel),
    };
  });
}

/** @returns undefined where there are not two records to choose between */
export function propose(rivals: readonly Rival[], judged: readonly Judged[]): Proposal | undefined {
  const ranked = judged.toSorted((a, b) => b.score - a.score);
  const [best, second] = ranked;
  const worst = ranked.at(-1);
  if (best === undefined || second === undefined || worst === undefined) return undefined;
  const nameOf = (id: number): string =>
    rivals.find((rival) => rival.id === id)?.tag ?? formatId('asset', id);
  if (best.score - second.score < MARGIN) {
    return {
      resolution: 'procurement-review',
      reason: `Nothing tells ${nameOf(best.id)} from ${nameOf(second.id)}: the purchase may.`,
    };
  }
  const assetId = formatId('asset', worst.id);
  const why = [...best.for, ...worst.against].join('; ');
  return worst.otherModel
    ? {
        resolution: 'correct-serial',
        assetId,
        reason: `${nameOf(best.id)} is the one, and ${nameOf(worst.id)} another product whose serial was copied wrong: ${why}.`,
      }
    : {
        resolution: 'retire',
        assetId,
        reason: `${nameOf(best.id)} is the one, and ${nameOf(worst.id)} its double: ${why}.`,
      };
}

interface Said {
  readonly weight: number;
  readonly says: string;
  readonly isOtherModel?: true;
}

function ofModel({ model }: Rival, seen: string | undefined): Said | undefined {
  if (model === undefined || seen === undefined) return undefined;
  const [one, other] = [plain(model), plain(seen)];
  return one.includes(other) || other.includes(one)
    ? { weight: 3, says: `its model ${model} is what is seen` }
    : { weight: -3, says: `its model is ${model}, seen is ${seen}`, isOtherModel: true };
}

function plain(model: string): string {
  return model.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '');
}

function ofPast({ wasLinked }: Rival): Said | undefined {
  return wasLinked ? { weight: 2, says: 'it was linked to this CI before' } : undefined;
}

function ofHolder({ owner, custodian }: Rival): Said | undefined {
  const holder = custodian ?? owner;
  return holder === undefined
    ? { weight: -1, says: 'nobody holds it' }
    : { weight: 1, says: `${holder} holds it` };
}

function ofState({ state }: Rival): Said | undefined {
  return IN_USE.has(state)
    ? { weight: 1, says: `it is ${state}` }
    : { weight: -1, says: `it is only ${state}` };
}

function ofOrder(
  { id, orderNumber, createdAt }: Rival,
  rivals: readonly Rival[],
): Said | undefined {
  if (orderNumber === undefined) return undefined;
  const isLater = rivals.some(
    (other) => other.id !== id && other.orderNumber === orderNumber && other.createdAt < createdAt,
  );
  return isLater
    ? {
        weight: -2,
        says: `it was recorded later with the same order ${orderNumber}: imported twice?`,
      }
    : undefined;
}
