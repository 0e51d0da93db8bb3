/** Parameters that several routes share. */
import { type TInteger, type TOptional, type TString, Type } from 'typebox';

/** An id of ours: UUIDs, and whatever a later store makes. */
export const id: TString = Type.String({ minLength: 1, maxLength: 128 });

/** A sentence, for those who ask later why. */
export const reason: TString = Type.String({ minLength: 1, maxLength: 1024 });

export const paging: {
  readonly cursor: TOptional<TString>;
  readonly limit: TOptional<TInteger>;
} = {
  cursor: Type.Optional(Type.String({ minLength: 1, maxLength: 1024 })),
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 1000 })),
};
