/** What a label says of an asset record. */
import type { AssetView } from '@muster/facts/assets';
import type { Label } from '@muster/labels/layout';

/** What all labels of one print have in common. */
export interface LabelWording {
  /** What the symbol says, with `{tag}` where the tag belongs; the tag alone where absent. */
  readonly link?: string;
  /** A last line on each label: whose it is, whom to call. */
  readonly line?: string;
}

export type Labelled = Partial<Pick<AssetView, 'tag' | 'serial' | 'vendor' | 'model'>>;

/** `undefined` for an asset without a tag: there is nothing to put on a label yet. */
export function labelOf(
  { tag, serial, vendor, model }: Labelled,
  { link, line }: LabelWording,
): Label | undefined {
  if (tag === undefined) return undefined;
  const product = [vendor, model].filter((part) => part !== undefined).join(' ');
  const lines = [...(serial === undefined ? [] : [`S/N ${serial}`]), product, line ?? ''];
  return {
    tag,
    code: link === undefined ? tag : link.replaceAll('{tag}', encodeURIComponent(tag)),
    lines: lines.filter((each) => each !== ''),
  };
}
