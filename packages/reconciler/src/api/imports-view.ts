/** The shapes of imports and of what waits for a person, as JSON Schema held to `@muster/facts/imports`. */
import type { AssetRow, AssetView } from '@muster/facts/assets';
import {
  IMPORT_MODES,
  type ImportAnswer,
  type ImportFileAnswer,
  type ImportMode,
  type ImportReview,
  type ImportRowView,
  type ImportView,
  REVIEW_ANSWERS,
  type ReviewAnswer,
} from '@muster/facts/imports';
import { type Static, type TSchema, Type } from 'typebox';
import type { Same } from './same.ts';
import { DISPOSITIONS, views } from './views.ts';

const text = Type.String();
const time = Type.String({ format: 'date-time' });
const whole = Type.Integer({ minimum: 0 });
const optional = Type.Optional;
const oneOf = <V extends string>(values: readonly V[]) =>
  Type.Unsafe<V>(Type.String({ enum: [...values] }));
const disposition = oneOf(DISPOSITIONS);

const counts = Type.Object({
  create: optional(whole),
  update: optional(whole),
  link: optional(whole),
  unchanged: optional(whole),
  block: optional(whole),
  review: optional(whole),
});
const imported = Type.Object({
  id: text,
  file: optional(Type.Object({ name: text, sha256: text })),
  actor: text,
  at: time,
  mode: oneOf<ImportMode>(IMPORT_MODES),
  counts,
  openReviews: whole,
  undone: optional(
    Type.Object({
      at: time,
      actor: text,
      reason: text,
      removed: whole,
      restored: whole,
      kept: whole,
    }),
  ),
});
const row = {
  line: whole,
  disposition,
  reason: text,
  assetId: optional(text),
  ciId: optional(text),
};
const importedRow = Type.Object({
  ...row,
  undone: optional(oneOf(['removed', 'restored', 'kept'])),
  kept: optional(text),
});
const answered = {
  kind: oneOf(['applied', 'tried', 'refused']),
  reason: optional(text),
  import: optional(imported),
  counts,
  outcomes: Type.Array(Type.Object(row)),
};
const answer = Type.Object(answered);
const fileAnswer = Type.Object({
  ...answered,
  rows: whole,
  columns: Type.Record(text, text),
  unused: Type.Array(text),
  warnings: Type.Array(text),
});
const review = Type.Object({
  id: text,
  importId: text,
  line: whole,
  reason: text,
  row: Type.Unsafe<AssetRow>(Type.Object({}, { description: 'What the row of the file says' })),
  candidates: Type.Array(Type.Unsafe<AssetView>(views.asset)),
  state: oneOf(['open', 'resolved', 'withdrawn']),
  resolved: optional(
    Type.Object({
      as: oneOf<ReviewAnswer>(REVIEW_ANSWERS),
      at: time,
      actor: text,
      reason: text,
      assetId: optional(text),
    }),
  ),
});

export const importViews: Readonly<
  Record<'answer' | 'fileAnswer' | 'imported' | 'importedRow' | 'review', TSchema>
> = { answer, fileAnswer, imported, importedRow, review };

interface Agreements {
  readonly answer: Same<Static<typeof answer>, ImportAnswer>;
  readonly fileAnswer: Same<Static<typeof fileAnswer>, ImportFileAnswer>;
  readonly imported: Same<Static<typeof imported>, ImportView>;
  readonly importedRow: Same<Static<typeof importedRow>, ImportRowView>;
  readonly review: Same<Static<typeof review>, ImportReview>;
}
const agreements: Agreements = {
  answer: true,
  fileAnswer: true,
  imported: true,
  importedRow: true,
  review: true,
};
void agreements;
