/** What is to be found fault with: data that an operator may replace (DESIGN §7). */
import type { FindingView } from '@muster/facts/inventory';
import { DEVICE_CLASSES, type DeviceClass } from '@muster/facts/observation';
import { parserOf } from '@muster/facts/parsed';
import { formatProblems } from '@muster/facts/problems';
import { Type } from 'typebox';
import shipped from './policies.json' with { type: 'json' };

type Severity = FindingView['severity'];

export interface Policies {
  readonly rogue: {
    /**
     * `always`: whatever no asset record stands for is rogue, also while there are no asset records
     * at all. `once-assets-exist`: nothing is rogue before the first asset was imported.
     */
    readonly policy: 'always' | 'once-assets-exist';
    /** Classes that need no asset record of their own. */
    readonly outOfScope: readonly DeviceClass[];
    /** By class; `default` for all others. */
    readonly severity: Readonly<Record<string, Severity>>;
  };
  readonly ghost: {
    /** A linked asset's device not seen for so long. */
    readonly afterHours: number;
    /** A deployed asset that never had a device, so long after it was recorded. */
    readonly neverSeenAfterHours: number;
    readonly severity: Severity;
  };
  readonly zombie: { readonly severity: Severity };
  readonly unserialised: { readonly classes: readonly DeviceClass[] };
  readonly observerSilent: { readonly afterHours: number };
}

const closed = { additionalProperties: false } as const;
const severity = Type.Unsafe<Severity>(Type.String({ enum: ['low', 'medium', 'high'] }));
const classes = Type.Array(Type.Unsafe<DeviceClass>(Type.String({ enum: [...DEVICE_CLASSES] })));
const hours = Type.Number({ minimum: 0 });
const parse = parserOf(
  Type.Object(
    {
      rogue: Type.Object(
        {
          policy: Type.Unsafe<Policies['rogue']['policy']>(
            Type.String({ enum: ['always', 'once-assets-exist'] }),
          ),
          outOfScope: classes,
          severity: Type.Record(Type.String({ maxLength: 64 }), severity),
        },
        closed,
      ),
      ghost: Type.Object({ afterHours: hours, neverSeenAfterHours: hours, severity }, closed),
      zombie: Type.Object({ severity }, closed),
      unserialised: Type.Object({ classes }, closed),
      observerSilent: Type.Object({ afterHours: hours }, closed),
    },
    closed,
  ),
);

/** @throws when they are no policies: a fault of the configuration, named with its place */
export function parsePolicies(input: unknown = shipped): Policies {
  const parsed = parse(input);
  if (parsed.kind === 'refused') throw new Error(`policies: ${formatProblems(parsed.problems)}`);
  return parsed.value;
}
