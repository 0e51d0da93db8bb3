/** What is to be found fault with: data that an operator may put before the shipped rules (DESIGN §7). */
import { hashOf } from '@muster/facts/digest';
import { FINDING_ACTIONS, type FindingAction, type FindingView } from '@muster/facts/inventory';
import {
  DEVICE_CLASSES,
  type DeviceClass,
  RISK_TIERS,
  type RiskTier,
} from '@muster/facts/observation';
import { parserOf } from '@muster/facts/parsed';
import { formatProblems } from '@muster/facts/problems';
import { type TSchema, Type } from 'typebox';
import shipped from './policies.json' with { type: 'json' };

type Severity = FindingView['severity'];

/** What a finding says of itself where the rule does not. */
interface Charge {
  readonly severity?: Severity;
  /** What is proposed to be done. */
  readonly action?: FindingAction;
}

/** By kind of finding; `false`: none is opened. Hours may be fractions. */
export interface Charges {
  /** Opens so long after the device was seen first; 0 where absent: at once. */
  readonly rogue: false | (Charge & { readonly graceHours?: number });
  /**
   * Opens when a device was silent for so long while somebody looked, and for so many times its own
   * rhythm (0 where absent: its rhythm does not count).
   */
  readonly ghost: false | (Charge & { readonly afterHours: number; readonly rhythms?: number });
  /** Opens so long after a deployed asset was recorded that never had a device. */
  readonly neverSeen: false | (Charge & { readonly afterHours: number });
  /** Opens so long after an asset was recorded that is bought, not deployed, and never had a device. */
  readonly purchased: false | (Charge & { readonly afterHours: number });
  readonly zombie: false | Charge;
  readonly unserialised: false | Charge;
  /** Opens when a device is at another place than before for so long. */
  readonly moved: false | (Charge & { readonly graceHours?: number });
  /** Opens at once when a part came or was swapped, after so long when one is gone. */
  readonly drift: false | (Charge & { readonly graceHours?: number });
  /** Opens when a deployed asset has no owner or no technical owner. */
  readonly unowned: false | Charge;
  /** Opens when the firmware is older. */
  readonly firmware: false | (Charge & { readonly atLeast: string });
}

/** All that is stated fits, one of each list; `*` stands for anything within a text. */
export interface Match {
  readonly class?: readonly DeviceClass[];
  /** A network in CIDR notation, "vlan 20", or a segment's name. */
  readonly segment?: readonly string[];
  readonly site?: readonly string[];
  readonly vendor?: readonly string[];
  readonly model?: readonly string[];
  readonly riskTier?: readonly RiskTier[];
}

export interface PolicyRule extends Partial<Charges> {
  /** For people: shown with the findings that it opens. */
  readonly name?: string;
  /** Absent: fits everything. */
  readonly match?: Match;
  /** Of what it fits, where no source states one. */
  readonly riskTier?: RiskTier;
}

export interface Policies {
  /** Others have another: what was judged under those is judged anew. */
  readonly fingerprint: number;
  readonly rogue: {
    /**
     * `always`: whatever no asset record stands for is rogue, also while there are no asset records
     * at all. `once-assets-exist`: nothing is rogue before the first asset was imported.
     */
    readonly policy: 'always' | 'once-assets-exist';
  };
  readonly observerSilent: { readonly afterHours: number };
  /** The first that fits and speaks of a kind decides on it; the last ones are the shipped. */
  readonly rules: readonly PolicyRule[];
}

const closed = { additionalProperties: false } as const;
const optional = Type.Optional;
const text = Type.String({ minLength: 1, maxLength: 256 });
const hours = Type.Number({ minimum: 0, maximum: 8760 });

function oneOf<T extends string>(values: readonly T[]) {
  return Type.Unsafe<T>(Type.String({ enum: [...values] }));
}

/** One value stands for a list of one. */
function some<T extends TSchema>(item: T) {
  return optional(Type.Union([item, Type.Array(item, { minItems: 1, maxItems: 256 })]));
}

const charge = {
  severity: optional(oneOf<Severity>(['low', 'medium', 'high'])),
  action: optional(oneOf(FINDING_ACTIONS)),
};

function chargeOf<T extends Record<string, TSchema>>(more: T) {
  return optional(Type.Union([Type.Literal(false), Type.Object({ ...charge, ...more }, closed)]));
}

const rule = Type.Object(
  {
    name: optional(text),
    match: optional(
      Type.Object(
        {
          class: some(oneOf(DEVICE_CLASSES)),
          segment: some(text),
          site: some(text),
          vendor: some(text),
          model: some(text),
          riskTier: some(oneOf(RISK_TIERS)),
        },
        closed,
      ),
    ),
    riskTier: optional(oneOf(RISK_TIERS)),
    rogue: chargeOf({ graceHours: optional(hours) }),
    ghost: chargeOf({
      afterHours: hours,
      rhythms: optional(Type.Number({ minimum: 0, maximum: 100 })),
    }),
    neverSeen: chargeOf({ afterHours: hours }),
    purchased: chargeOf({ afterHours: hours }),
    zombie: chargeOf({}),
    unserialised: chargeOf({}),
    moved: chargeOf({ graceHours: optional(hours) }),
    drift: chargeOf({ graceHours: optional(hours) }),
    unowned: chargeOf({}),
    firmware: chargeOf({ atLeast: text }),
  },
  closed,
);

/** Rules tried for each device and each kind of finding. */
const RULES_MAX = 1024;

const parse = parserOf(
  Type.Object(
    {
      rogue: optional(
        Type.Object(
          { policy: oneOf<Policies['rogue']['policy']>(['always', 'once-assets-exist']) },
          closed,
        ),
      ),
      observerSilent: optional(Type.Object({ afterHours: hours }, closed)),
      rules: optional(Type.Array(rule, { maxItems: RULES_MAX })),
    },
    closed,
  ),
);

/**
 * @param input what an operator states: its rules go before the shipped ones
 * @throws when they are no policies: a fault of the configuration, named with its place
 */
export function parsePolicies(input?: unknown): Policies {
  const base = parsed(shipped);
  const own = input === undefined ? {} : parsed(input);
  const policies = {
    rogue: own.rogue ?? base.rogue ?? { policy: 'always' },
    observerSilent: own.observerSilent ?? base.observerSilent ?? { afterHours: 24 },
    rules: [...(own.rules ?? []), ...(base.rules ?? [])],
  };
  // As many digits as a number holds.
  const fingerprint = Number.parseInt(hashOf(JSON.stringify(policies)).slice(0, 12), 16);
  return { ...policies, fingerprint };
}

function parsed(input: unknown): Partial<Policies> {
  const found = parse(input);
  if (found.kind === 'refused') throw new Error(`policies: ${formatProblems(found.problems)}`);
  const { rules, ...rest } = found.value;
  return { ...rest, ...(rules === undefined ? {} : { rules: rules.map(plainRule) }) };
}

type StatedRule = Omit<PolicyRule, 'match'> & {
  readonly match?: { readonly [K in keyof Match]?: string | readonly string[] };
};

function plainRule({ match, ...stated }: StatedRule): PolicyRule {
  if (match === undefined) return stated;
  const lists = Object.entries(match).map(([name, value]) => [
    name,
    typeof value === 'string' ? [value] : value,
  ]);
  // The schema held each to its own values; only one was made a list.
  return { ...stated, match: Object.fromEntries(lists) as Match };
}
