/** Who deals with findings until when: data that an operator may replace. */
import { FINDING_KINDS, type FindingView } from '@muster/facts/inventory';
import { parserOf } from '@muster/facts/parsed';
import { formatProblems } from '@muster/facts/problems';
import { Type } from 'typebox';
import { openCalendar, WEEKDAYS, type WorkCalendar, type WorkingDays } from './calendar.ts';
import shipped from './duty.json' with { type: 'json' };

export interface DutyText extends WorkCalendar {
  /** In how many working days findings are due: by kind, else by severity, else `default`. */
  readonly workingDays: Readonly<Record<string, number>>;
  /** Who has findings from the start, in the same way; nobody where nothing is said. */
  readonly owners: Readonly<Record<string, string>>;
  /** Who has them once they are overdue; they stay with their owner where nothing is said. */
  readonly escalateTo: Readonly<Record<string, string>>;
}

export interface Duty {
  readonly calendar: WorkingDays;
  /** @returns when what came up then is to be dealt with */
  dueAt(about: Judged, from: number): number;
  ownerOf(about: Judged): string | undefined;
  escalationOf(about: Judged): string | undefined;
  /** Who looks at purchases, where a conflict is handed to them. */
  readonly procurement?: string;
}

type Judged = Pick<FindingView, 'kind' | 'severity'>;

/** What may be said for: a kind, a severity, all others. */
const KEYS = [...FINDING_KINDS, 'low', 'medium', 'high', 'default'];
const key = Type.String({ enum: KEYS });
const name = Type.String({ minLength: 1, maxLength: 128 });
const DAYS_MAX = 365;

const parse = parserOf(
  Type.Object(
    {
      timeZone: Type.Optional(Type.String({ minLength: 1, maxLength: 64 })),
      weekend: Type.Optional(
        Type.Array(
          Type.Unsafe<WorkCalendar['weekend'][number]>(Type.String({ enum: [...WEEKDAYS] })),
          { maxItems: 6 },
        ),
      ),
      holidays: Type.Optional(Type.Array(Type.String({ format: 'date' }), { maxItems: 10_000 })),
      workingDays: Type.Optional(Type.Record(key, Type.Integer({ minimum: 0, maximum: DAYS_MAX }))),
      owners: Type.Optional(Type.Record(Type.String({ enum: [...KEYS, 'procurement'] }), name)),
      escalateTo: Type.Optional(Type.Record(key, name)),
    },
    { additionalProperties: false },
  ),
);

/** @throws when it says what cannot be: a fault of the configuration, named with its place */
export function parseDuty(input: unknown = {}): Duty {
  const parsed = parse(input);
  if (parsed.kind === 'refused') throw new Error(formatProblems(parsed.problems));
  const said = parsed.value;
  for (const member of ['workingDays', 'owners', 'escalateTo'] as const) {
    const known = member === 'owners' ? [...KEYS, 'procurement'] : KEYS;
    const odd = Object.keys(said[member] ?? {}).find((each) => !known.includes(each));
    if (odd !== undefined)
      throw new Error(`${member}: "${odd}" is no kind of finding, no severity`);
  }
  const timeZone = said.timeZone ?? shipped.timeZone;
  if (!isTimeZone(timeZone)) throw new Error(`timeZone: "${timeZone}" is not known here`);
  const text: DutyText = {
    timeZone,
    weekend: said.weekend ?? ['saturday', 'sunday'],
    holidays: said.holidays ?? shipped.holidays,
    workingDays: { ...shipped.workingDays, ...said.workingDays },
    owners: said.owners ?? {},
    escalateTo: said.escalateTo ?? {},
  };
  return dutyOf(text);
}

function dutyOf(text: DutyText): Duty {
  const calendar = openCalendar(text);
  const { procurement } = text.owners;
  return {
    calendar,
    dueAt: (about, from) =>
      calendar.dueAfter(from, saidFor(text.workingDays, about) ?? shipped.workingDays.default),
    ownerOf: (about) => saidFor(text.owners, about),
    escalationOf: (about) => saidFor(text.escalateTo, about),
    ...(procurement === undefined ? {} : { procurement }),
  };
}

function saidFor<T>(said: Readonly<Record<string, T>>, { kind, severity }: Judged): T | undefined {
  return said[kind] ?? said[severity] ?? said.default;
}

function isTimeZone(timeZone: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone });
    return true;
  } catch {
    return false;
  }
}
