/**
 * The rules by which records are joined (DESIGN §6): data, versioned, parsed once. Each decision
 * stores the version of the rules that made it.
 */

import { IDENTIFIER_SCHEMES, type IdentifierScheme } from '@muster/facts/inventory';
import { DEVICE_CLASSES, type DeviceClass, SOURCES, type Source } from '@muster/facts/observation';
import { parserOf } from '@muster/facts/parsed';
import { formatProblems } from '@muster/facts/problems';
import { Type } from 'typebox';
import shipped from './rules.json' with { type: 'json' };

/** What one scheme of identifiers says when it agrees between two records, and when it differs. */
export interface IdentityRule {
  readonly rule: string;
  readonly scheme: IdentifierScheme;
  /** Only values that both sides state in this scope; a rule of the scheme without one takes the rest. */
  readonly scope?: string;
  /** Records that share such a value are compared at all; other schemes only add to it. */
  readonly finds?: boolean;
  /** For: both sound, same scope. */
  readonly equal: number;
  /** For: both sound, the maker of one side not known. Absent: counts nothing. */
  readonly unscoped?: number;
  /** For: one side suspect. */
  readonly suspect: number;
  /** For each further value in common, up to `most` in all. */
  readonly another?: number;
  readonly most?: number;
  /** For: one states what the other stated before, while the one was there. */
  readonly former?: number;
  /**
   * For, beyond `most`: all addresses that either states, two or more, are stated by both. Ports are
   * not exchanged one by one, so this is one device whatever else is said of it.
   */
  readonly allEqual?: number;
  /** Against: both sides state sound values in the same scope, none in common. */
  readonly differs?: number;
  /**
   * The least trust at which an agreement is a proof (a join needs one), and a difference counts.
   * `sound` where absent, so that suspects alone never join.
   */
  readonly proves?: 'suspect' | 'sound';
}

/** What no weight outvotes. */
export type Veto =
  /** A subject of one of these classes is never one of any other stated class. */
  | { readonly veto: 'class'; readonly apart: readonly DeviceClass[] }
  /** Two subjects of one source under one native key ("snmp:<engineId>#<entity>") are two. */
  | { readonly veto: 'siblings' }
  /**
   * Two subjects that one of these sources saw in turn, neither before the other was gone, are two
   * when no address is in both. The sources are those that see all addresses of a device at once.
   */
  | {
      readonly veto: 'alive-twice';
      readonly sources: readonly Source[];
      /** Two clocks may disagree so far about what came first. */
      readonly skewMinutes: number;
    };

export interface RuleSet {
  readonly version: string;
  /** Weight from which records are one CI. */
  readonly joinAt: number;
  /** Two candidates whose weights lie within it, and that exclude each other, are a tie. */
  readonly margin: number;
  /** A value that more records hold has lost its vote. */
  readonly holdersMax: number;
  /** A value that more devices hold, told apart by all else they state, has lost its vote. */
  readonly devicesMax: number;
  readonly rules: readonly IdentityRule[];
  readonly vetoes: readonly Veto[];
}

const closed = { additionalProperties: false } as const;
const weight = Type.Number({ minimum: 0, maximum: 1000 });
const trust = Type.Unsafe<'suspect' | 'sound'>(Type.String({ enum: ['suspect', 'sound'] }));
const schema = Type.Object(
  {
    version: Type.String({ minLength: 1, maxLength: 64 }),
    joinAt: weight,
    margin: weight,
    holdersMax: Type.Integer({ minimum: 2, maximum: 256 }),
    devicesMax: Type.Integer({ minimum: 1, maximum: 256 }),
    rules: Type.Array(
      Type.Object(
        {
          rule: Type.String({ minLength: 1, maxLength: 64 }),
          scheme: Type.Unsafe<IdentifierScheme>(Type.String({ enum: [...IDENTIFIER_SCHEMES] })),
          scope: Type.Optional(Type.String({ minLength: 1, maxLength: 64 })),
          finds: Type.Optional(Type.Boolean()),
          equal: weight,
          unscoped: Type.Optional(weight),
          suspect: weight,
          another: Type.Optional(weight),
          most: Type.Optional(weight),
          former: Type.Optional(weight),
          allEqual: Type.Optional(weight),
          differs: Type.Optional(weight),
          proves: Type.Optional(trust),
        },
        closed,
      ),
      { maxItems: 64 },
    ),
    vetoes: Type.Array(
      Type.Union([
        Type.Object(
          {
            veto: Type.Literal('class'),
            apart: Type.Array(Type.Unsafe<DeviceClass>(Type.String({ enum: [...DEVICE_CLASSES] }))),
          },
          closed,
        ),
        Type.Object({ veto: Type.Literal('siblings') }, closed),
        Type.Object(
          {
            veto: Type.Literal('alive-twice'),
            sources: Type.Array(Type.Unsafe<Source>(Type.String({ enum: [...SOURCES] }))),
            skewMinutes: Type.Number({ minimum: 0, maximum: 1440 }),
          },
          closed,
        ),
      ]),
      { maxItems: 16 },
    ),
  },
  closed,
);
const parse = parserOf(schema);

/** @throws when the rules are not rules: a fault of the installation, named with its place */
export function parseRules(input: unknown = shipped): RuleSet {
  const parsed = parse(input);
  if (parsed.kind === 'refused')
    throw new Error(`identity rules: ${formatProblems(parsed.problems)}`);
  return parsed.value;
}
