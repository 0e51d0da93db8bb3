/**
 * A dry run that explains every choice: which families were weighed and why one won, each candidate
 * of each fact with its value and its fate, what was not read. Against a device or a recorded walk;
 * nothing is stored.
 */
import type { Candidate, Sighting, Unread } from '@muster/facts/observation';
import { formatProblems } from '@muster/facts/problems';
import type { Agent, Trouble } from './agent.ts';
import { builtInFamilies } from './families/registry.ts';
import { FACTS, type Family, parseFamilies } from './family.ts';
import { compileFamilies, type FamilyIndex } from './match.ts';
import { compilePattern } from './pattern.ts';
import { productName } from './products.ts';
import { type SightingContext, sightingsOf } from './sightings.ts';
import { type Visited, visitDevice } from './visit.ts';

export interface Explanation {
  readonly sysObjectID?: string;
  readonly sysDescr?: string;
  /** Best first. */
  readonly families: readonly {
    readonly id: string;
    readonly score: number;
    readonly reasons: readonly string[];
  }[];
  readonly candidates: readonly Candidate[];
  readonly units: string;
  readonly unread: readonly Unread[];
  readonly sightings: readonly Sighting[];
}

/** @param address stands in for the device's engine ID in keys, where it has none. */
export async function explain(
  agent: Agent,
  families: FamilyIndex,
  context: SightingContext,
): Promise<{ readonly kind: 'explained'; readonly explanation: Explanation } | Trouble> {
  const outcome = await visitDevice(agent, { families, productName });
  if (outcome.kind !== 'visited') return outcome;
  return { kind: 'explained', explanation: explanationOf(outcome.visited, context) };
}

/** Every choice of a visit. */
export function explanationOf(visited: Visited, context: SightingContext): Explanation {
  const { identity, units, unread } = visited;
  const { sysObjectID, sysDescr } = identity.system;
  return {
    ...(sysObjectID !== undefined && { sysObjectID }),
    ...(sysDescr !== undefined && { sysDescr }),
    families: identity.matches.map(({ family, score, reasons }) => ({
      id: family.id,
      score,
      reasons,
    })),
    candidates: identity.candidates,
    units:
      units.kind === 'several'
        ? `${units.units.length} units: ${units.units.map(({ serial }) => serial).join(', ')}`
        : units.kind === 'contradictory'
          ? `refused: ${units.why}`
          : 'one device',
    unread,
    sightings: sightingsOf(visited, context),
  };
}

/** For a person at a terminal. */
export function formatExplanation(explanation: Explanation): string {
  const lines = [
    `sysObjectID  ${explanation.sysObjectID ?? 'none'}`,
    `sysDescr     ${explanation.sysDescr ?? 'none'}`,
    '',
    'families, best first',
    ...(explanation.families.length === 0
      ? ['  none: the standard MIBs alone']
      : explanation.families
          .slice(0, 8)
          .map(({ id, score, reasons }) => `  ${id} (${score}): ${reasons.join('; ')}`)),
    '',
    'facts',
    ...explanation.candidates.map(
      ({ field, value, state, from, chosen, why }) =>
        `  ${chosen === true ? '→' : ' '} ${field}  ${value ?? '-'}  [${state}] from ${from}: ${why ?? ''}`,
    ),
    '',
    `units        ${explanation.units}`,
    ...explanation.unread.map(
      ({ what, why, hint }) => `not read     ${what}: ${why}, ${hint ?? ''}`,
    ),
  ];
  return `${lines.join('\n')}\n`;
}

export type FamilyIndexResult =
  | { readonly kind: 'index'; readonly index: FamilyIndex }
  | { readonly kind: 'refused'; readonly problems: readonly string[] };

/**
 * Ours with an operator's added. Theirs come last and win: one with the id of one of ours replaces
 * it.
 *
 * @param files parsed JSON by the file's name, which problems are reported under.
 */
export function indexWith(files: Readonly<Record<string, unknown>>): FamilyIndexResult {
  const problems: string[] = [];
  const own = new Map(builtInFamilies().map((family) => [family.id, family]));
  for (const [name, input] of Object.entries(files)) {
    const parsed = parseFamilies(input);
    if (parsed.kind === 'refused') {
      problems.push(`${name}: ${formatProblems(parsed.problems)}`);
      continue;
    }
    for (const family of parsed.value.families) {
      problems.push(...patternProblems(family).map((problem) => `${name}: ${problem}`));
      own.set(family.id, { ...family, priority: (family.priority ?? 0) + OPERATOR_PRIORITY });
    }
  }
  return problems.length > 0
    ? { kind: 'refused', problems }
    : { kind: 'index', index: compileFamilies([...own.values()]) };
}

/** More than any rule of ours weighs: who writes a family for a device means it. */
const OPERATOR_PRIORITY = 500;

function patternProblems(family: Family): string[] {
  const patterns = [
    ...family.match.flatMap(({ descrPattern, probe = [] }) => [
      descrPattern,
      ...probe.map(({ pattern }) => pattern),
    ]),
    ...FACTS.flatMap((fact) => family[fact] ?? [])
      .flatMap((source) => [source, ...(source.of ?? [])])
      .flatMap(({ descr, pattern, whenDescr, where }) => [
        descr,
        pattern,
        whenDescr,
        where?.pattern,
      ]),
  ];
  return patterns.flatMap((pattern) => {
    if (pattern === undefined) return [];
    const compiled = compilePattern(pattern);
    return compiled.kind === 'refused' ? [`${family.id}: ${pattern}: ${compiled.why}`] : [];
  });
}
