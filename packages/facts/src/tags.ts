/** Asset tags by a scheme: what it is, and the tags that were reserved under it. */

/** Codes of a site and of a type, as they stand in tags. */
export const TAG_CODE = '^[A-Za-z0-9]{1,16}$';
/** Tags reserved at once: a roll of labels. */
export const TAGS_MAX = 1000;

export interface TagSchemeView {
  /** "[SITE]-[TYPE]-[YEAR]-[SEQ]", "{SITE}{SEQ:6}". */
  readonly template: string;
  /** The type's code by the class of the linked CI. */
  readonly types: Readonly<Record<string, string>>;
  readonly at: string;
  readonly actor: string;
}

export interface TagsView {
  /** Absent before one was set. */
  readonly scheme?: TagSchemeView;
  /** How far each sequence is, by what stands around its numbers. */
  readonly sequences: readonly { readonly around: string; readonly last: number }[];
}

export interface ReservedTag {
  readonly tag: string;
  readonly reservedAt: string;
  readonly actor: string;
  /** The asset record that has it by now. */
  readonly assetId?: string;
}

export interface ReservedTags {
  readonly tags: readonly string[];
  /** Numbers passed over: asset records had these tags already. */
  readonly taken: readonly string[];
}
