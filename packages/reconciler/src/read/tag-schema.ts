/** The tables of asset tags as Kysely sees them, and how their rows are kept. */
import type { KeptTable } from '../store/kept.ts';
import { kept } from './lifecycle-schema.ts';

export interface TagTables {
  readonly tag_scheme: {
    readonly id: number;
    readonly template: string;
    /** JSON: codes by class. */
    readonly types: string;
    readonly reason: string;
    readonly at: number;
    readonly actor: string;
  };
  readonly tag_sequence: { readonly around: string; readonly last: number };
  readonly tag_reserved: {
    readonly tag: string;
    readonly around: string;
    readonly number: number;
    readonly at: number;
    readonly actor: string;
  };
}

export const TAG_SCHEME: KeptTable<TagTables['tag_scheme']> = kept('tag_scheme', [
  'id',
  'template',
  'types',
  'reason',
  'at',
  'actor',
]);
export const TAG_SEQUENCE: KeptTable<TagTables['tag_sequence']> = kept('tag_sequence', [
  'around',
  'last',
]);
export const TAG_RESERVED: KeptTable<TagTables['tag_reserved']> = kept('tag_reserved', [
  'tag',
  'around',
  'number',
  'at',
  'actor',
]);
