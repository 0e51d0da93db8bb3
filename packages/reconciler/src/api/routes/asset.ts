/** One asset record: whole, and what people write into it. */
import { FIELD_NAME_PATTERN } from '@muster/facts/assets';
import { type TNull, type TOptional, type TString, type TUnion, Type } from 'typebox';
import type { EditedText } from '../../acts/edit-asset.ts';
import type { App } from '../app.ts';
import type { ApiContext } from '../context.ts';
import { RequestFailure } from '../failure.ts';
import { views } from '../views.ts';
import { answerOf } from './acted.ts';
import { actorOf } from './actor.ts';
import { id, reason } from './params.ts';

const closed = { additionalProperties: false } as const;
/** Text, or null to take it away. */
type Change = TOptional<TUnion<[TString, TNull]>>;
const change: Change = Type.Optional(
  Type.Union([Type.String({ minLength: 1, maxLength: 256, pattern: '\\S' }), Type.Null()]),
);
const date: Change = Type.Optional(Type.Union([Type.String({ format: 'date' }), Type.Null()]));
const changes: Readonly<Record<EditedText, Change>> = {
  tag: change,
  serial: change,
  vendor: change,
  model: change,
  owner: change,
  site: change,
  technicalOwner: change,
  location: change,
  supplier: change,
  orderNumber: change,
  price: change,
  purchasedOn: date,
  warrantyUntil: date,
  supportUntil: date,
};
const fields = Type.Optional(
  Type.Record(
    Type.String({ pattern: FIELD_NAME_PATTERN }),
    Type.Union([Type.String({ minLength: 1, maxLength: 1024 }), Type.Null()]),
    { maxProperties: 64 },
  ),
);
const body = Type.Object(
  { changes: Type.Optional(Type.Object(changes, closed)), fields, reason },
  closed,
);
const params = Type.Object({ asset: id });

export function addAssetRoute(app: App, { core }: ApiContext): void {
  app.get(
    '/api/v1/assets/:asset',
    { config: { access: 'viewer' }, schema: { params, response: { 200: views.assetDetail } } },
    async ({ params: { asset } }) => {
      const found = await core.ask('asset', asset);
      if (found !== undefined) return found;
      throw new RequestFailure(404, 'not-found', `there is no asset record ${asset}`);
    },
  );
  app.patch(
    '/api/v1/assets/:asset',
    {
      config: { access: 'operator' },
      schema: { params, body, response: { 200: views.asset } },
    },
    async ({ params: { asset }, body: { changes: stated = {}, ...rest }, principal }) =>
      answerOf(
        await core.act('asset.edit', { asset, changes: stated, ...rest }, actorOf(principal)),
      ),
  );
}
