import { describe, expect, it } from 'vitest';
import { judgeRivals, propose, type Rival } from './propose.ts';

const rival = (id: number, change: Partial<Rival> = {}): Rival => ({
  id,
  tag: `T${id}`,
  state: 'deployed',
  createdAt: id,
  duplicateAccepted: false,
  wasLinked: false,
  ...change,
});
const proposed = (rivals: readonly Rival[], model?: string) =>
  propose(rivals, judgeRivals(rivals, model === undefined ? {} : { model }));

describe('what is proposed for a conflict', () => {
  it.each<[string, readonly Rival[], string | undefined, string, string | undefined]>([
    [
      'the double that nobody holds',
      [rival(1, { owner: 'Ada' }), rival(2)],
      undefined,
      'retire',
      'asset-2',
    ],
    [
      'the one recorded later under the same order',
      [rival(1, { orderNumber: 'PO-1' }), rival(2, { orderNumber: 'PO-1' })],
      undefined,
      'retire',
      'asset-2',
    ],
    [
      'the record of another product, whose serial is to be corrected',
      [rival(1, { model: 'ThinkPad T14' }), rival(2, { model: 'Latitude 7440' })],
      'LATITUDE-7440',
      'correct-serial',
      'asset-1',
    ],
    [
      'the record that the CI was never linked to',
      [rival(1), rival(2, { wasLinked: true })],
      undefined,
      'retire',
      'asset-1',
    ],
    [
      'a look at the purchase, where nothing speaks',
      [rival(1), rival(2)],
      'X1',
      'procurement-review',
      undefined,
    ],
  ])('is %s', (_, rivals, model, resolution, assetId) => {
    expect(proposed(rivals, model)).toMatchObject({ resolution, ...(assetId && { assetId }) });
  });

  it('is nothing for one record alone', () => {
    expect(proposed([rival(1)])).toBeUndefined();
  });
});
