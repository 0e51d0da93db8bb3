/**
 * Tag schemes: a template such as `[SITE]-[TYPE]-[YEAR]-[SEQ]` or `{SITE}{SEQ:6}`, with one number in
 * it. Each expansion of the rest has a sequence of its own.
 */

const FIELDS = ['SITE', 'TYPE', 'YEAR', 'YY', 'MONTH', 'SEQ'] as const;
type Field = (typeof FIELDS)[number];

export type TagPart =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'field'; readonly field: Exclude<Field, 'SEQ'> }
  | { readonly kind: 'number'; readonly digits: number };

export type ParsedScheme =
  | { readonly kind: 'scheme'; readonly parts: readonly TagPart[] }
  | { readonly kind: 'refused'; readonly reason: string };

/** Where nothing is said: 0387. A number that outgrows its digits takes more. */
const DIGITS = 4;
const DIGITS_MAX = 9;
export const TEMPLATE_MAX = 64;
/** What labels and scanners carry without doubt (Code 128, set B), without what a template means by it. */
const TEXT = /^[A-Za-z0-9._/-]$/;
const FIELD = /^[[{]([A-Z]+)(?::(\d))?[\]}]/;

export function parseScheme(template: string): ParsedScheme {
  const parts: TagPart[] = [];
  for (let at = 0; at < template.length; ) {
    const rest = template.slice(at, at + TEMPLATE_MAX);
    const [whole = '', name, width] = FIELD.exec(rest) ?? [];
    const field = FIELDS.find((each) => each === name);
    const text = template[at] ?? '';
    if (field === undefined && !TEXT.test(text)) return refuse(`"${rest}" is not understood`);
    if (field === undefined) parts.push({ kind: 'text', text });
    else if (field === 'SEQ') parts.push({ kind: 'number', digits: Number(width ?? DIGITS) });
    else if (width !== undefined) return refuse(`only SEQ has digits, not ${field}`);
    else parts.push({ kind: 'field', field });
    at += field === undefined ? 1 : whole.length;
  }
  const numbers = parts.flatMap((part) => (part.kind === 'number' ? [part.digits] : []));
  const [digits = 0] = numbers;
  if (numbers.length !== 1) return refuse('it has [SEQ] exactly once');
  if (digits < 1 || digits > DIGITS_MAX) return refuse(`SEQ has 1 to ${DIGITS_MAX} digits`);
  return { kind: 'scheme', parts };
}

function refuse(reason: string): ParsedScheme {
  return {
    kind: 'refused',
    reason: `${reason}; such as [SITE]-[TYPE]-[YEAR]-[SEQ], {SITE}{SEQ:6}`,
  };
}

export interface TagValues {
  readonly site?: string;
  readonly type?: string;
  readonly now: number;
}

export type Expanded =
  | {
      readonly kind: 'expanded';
      /** The tag with # for its number: the sequence's name. */
      readonly around: string;
      tag(number: number): string;
    }
  | { readonly kind: 'refused'; readonly reason: string };

export function expandScheme(parts: readonly TagPart[], { site, type, now }: TagValues): Expanded {
  const [year = '', month = ''] = new Date(now).toISOString().split('-');
  const values: Readonly<Record<Exclude<Field, 'SEQ'>, string | undefined>> = {
    SITE: site?.toUpperCase(),
    TYPE: type?.toUpperCase(),
    YEAR: year,
    YY: year.slice(2),
    MONTH: month,
  };
  const missing = parts.find((part) => part.kind === 'field' && values[part.field] === undefined);
  if (missing?.kind === 'field') {
    const name = missing.field.toLowerCase();
    return { kind: 'refused', reason: `the scheme needs a ${name}: --${name} CODE` };
  }
  const write = (number: (digits: number) => string): string =>
    parts
      .map((part) => {
        if (part.kind === 'text') return part.text;
        return part.kind === 'number' ? number(part.digits) : (values[part.field] ?? '');
      })
      .join('');
  return {
    kind: 'expanded',
    around: write(() => '#'),
    tag: (number) => write((digits) => String(number).padStart(digits, '0')),
  };
}
