/** The lifecycle as a state machine in data: which steps there are, what each demands, what is missing. */
import { LIFECYCLE_STATES, type LifecycleState } from '@muster/facts/assets';
import {
  EVIDENCE_KINDS,
  type EvidenceKind,
  type NeedView,
  OBLIGATION_KINDS,
  type ObligationKind,
  type StepView,
} from '@muster/facts/lifecycle';
import { DEVICE_CLASSES } from '@muster/facts/observation';
import { parserOf } from '@muster/facts/parsed';
import { formatProblems } from '@muster/facts/problems';
import { type TSchema, Type } from 'typebox';
import shipped from './lifecycle.json' with { type: 'json' };

/** What an asset record has to say for itself, beside files. */
const FIELDS = ['tag', 'serial', 'orderNumber', 'custodian', 'location', 'site', 'owner'] as const;
export type NeededField = (typeof FIELDS)[number];

/** `serial-validated`: the CI it is linked to states its serial. */
export type Need = NeededField | 'serial-validated' | `file:${EvidenceKind}`;

export interface Step {
  readonly from: readonly LifecycleState[];
  readonly to: LifecycleState;
  /** Each is met by any one of its alternatives. */
  readonly needs: readonly (readonly Need[])[];
  readonly approval?: boolean;
}

export interface Lifecycle {
  readonly steps: readonly Step[];
  readonly custody: { readonly transferNeedsApproval: boolean };
  /** After how many months it comes due again, by class. */
  readonly obligations: Readonly<
    Record<ObligationKind, { readonly everyMonths: Readonly<Record<string, number>> }>
  >;
}

const NEEDS: readonly Need[] = [
  ...FIELDS,
  'serial-validated',
  ...EVIDENCE_KINDS.map((kind): Need => `file:${kind}`),
];
const closed = { additionalProperties: false } as const;
const state = Type.Unsafe<LifecycleState>(Type.String({ enum: [...LIFECYCLE_STATES] }));
const need = Type.Unsafe<Need>(Type.String({ enum: [...NEEDS] }));
const months = Type.Integer({ minimum: 1, maximum: 600 });
const every = Type.Object(
  {
    everyMonths: Type.Object(
      Object.fromEntries(
        DEVICE_CLASSES.map((each): [string, TSchema] => [each, Type.Optional(months)]),
      ),
      closed,
    ),
  },
  closed,
);
const parse = parserOf(
  Type.Unsafe<Lifecycle>(
    Type.Object(
      {
        steps: Type.Array(
          Type.Object(
            {
              from: Type.Array(state, { minItems: 1 }),
              to: state,
              needs: Type.Array(Type.Array(need, { minItems: 1 })),
              approval: Type.Optional(Type.Boolean()),
            },
            closed,
          ),
        ),
        custody: Type.Object({ transferNeedsApproval: Type.Boolean() }, closed),
        obligations: Type.Object(
          Object.fromEntries(OBLIGATION_KINDS.map((kind): [string, TSchema] => [kind, every])),
          closed,
        ),
      },
      closed,
    ),
  ),
);

/** @throws when it is no lifecycle, named with its place */
export function parseLifecycle(input: unknown = shipped): Lifecycle {
  const read = readLifecycle(input);
  if (typeof read === 'string') throw new Error(read);
  return read;
}

/** @returns why it is none, where it is none */
export function readLifecycle(input: unknown): Lifecycle | string {
  const parsed = parse(input);
  return parsed.kind === 'refused' ? `lifecycle: ${formatProblems(parsed.problems)}` : parsed.value;
}

export const SHIPPED_LIFECYCLE: Lifecycle = parseLifecycle();

export function stepOf(
  lifecycle: Lifecycle,
  from: LifecycleState,
  to: LifecycleState,
): Step | undefined {
  return lifecycle.steps.find((step) => step.to === to && step.from.includes(from));
}

export function statesAfter(lifecycle: Lifecycle, from: LifecycleState): readonly LifecycleState[] {
  return lifecycle.steps.filter((step) => step.from.includes(from)).map(({ to }) => to);
}

/** What speaks for an asset record when a step is judged. */
export interface Standing {
  /** How it is called where a command is shown. */
  readonly name: string;
  readonly fields: Readonly<Partial<Record<NeededField, string>>>;
  /** Kinds of files that have not proved a step yet. */
  readonly files: ReadonlySet<EvidenceKind>;
  readonly serialValidated: boolean;
}

export function judgeStep({ to, needs, approval = false }: Step, standing: Standing): StepView {
  return { to, approval, needs: needs.map((alternatives) => judgeNeed(alternatives, standing)) };
}

function judgeNeed(alternatives: readonly Need[], standing: Standing): NeedView {
  const what = alternatives.map(wordsOf).join(' or ');
  const met = alternatives.some((each) => isMet(each, standing));
  if (met) return { what, met };
  return { what, met, how: alternatives.map((each) => howOf(each, standing.name)).join(', or ') };
}

function isMet(each: Need, { fields, files, serialValidated }: Standing): boolean {
  if (each === 'serial-validated') return serialValidated;
  const kind = fileOf(each);
  return kind === undefined ? fields[each as NeededField] !== undefined : files.has(kind);
}

/** The kind of file that is needed, where a file is. */
export function fileOf(each: Need): EvidenceKind | undefined {
  return EVIDENCE_KINDS.find((kind) => each === `file:${kind}`);
}

const WORDS: Readonly<Record<NeededField | 'serial-validated', string>> = {
  tag: 'a tag',
  serial: 'a serial',
  orderNumber: 'the order number',
  custodian: 'a custodian',
  location: 'a location',
  site: 'a site',
  owner: 'an owner',
  'serial-validated': 'its serial as the device itself states it',
};

const FILES: Readonly<Record<EvidenceKind, string>> = {
  'purchase-order': 'the purchase order',
  'tag-photo': 'a photo of the affixed tag',
  enrolment: 'proof of its enrolment (MDM, EDR)',
  handover: 'a signed handover',
  'wipe-certificate': 'a wipe certificate',
  'no-data-statement': 'a statement that it holds no data',
  'disposal-manifest': "the vendor's disposal manifest",
  'calibration-certificate': 'a calibration certificate',
  other: 'a file',
};

function wordsOf(each: Need): string {
  const kind = fileOf(each);
  return kind === undefined ? WORDS[each as NeededField] : FILES[kind];
}

function howOf(each: Need, name: string): string {
  const kind = fileOf(each);
  if (kind !== undefined) return `muster asset attach ${name} FILE --kind ${kind}`;
  switch (each) {
    case 'serial-validated':
      return 'let an agent or a collector see it under this serial';
    case 'custodian':
      return `muster asset check-out ${name} --to NAME`;
    default:
      return `muster asset set ${name} ${each}=…`;
  }
}

/** What a step misses, in one sentence; `undefined`: nothing. */
export function missingOf({ needs }: StepView): string | undefined {
  const missing = needs.filter(({ met }) => !met);
  if (missing.length === 0) return undefined;
  return missing.map(({ what, how }) => `${what} (${how})`).join('; ');
}
