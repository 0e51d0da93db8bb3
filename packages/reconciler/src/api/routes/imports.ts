/** Imports of asset records: the gate through which rows come in, what each did, and its undoing. */
import { PassThrough, type Readable } from 'node:stream';
import { FIELD_NAME_PATTERN } from '@muster/facts/assets';
import { IMPORT_MODES, REVIEW_ANSWERS } from '@muster/facts/imports';
import type { FastifyBaseLogger } from 'fastify';
import { Type } from 'typebox';
import type { Acted, OnProgress } from '../../acts/act.ts';
import type { App } from '../app.ts';
import type { ApiContext } from '../context.ts';
import { describeError, RequestFailure } from '../failure.ts';
import { importViews } from '../imports-view.ts';
import { IMPORT_BYTES_MAX, IMPORT_ROWS_MAX } from '../limits.ts';
import { DISPOSITIONS, pageOf } from '../views.ts';
import { answerOf } from './acted.ts';
import { actorOf } from './actor.ts';
import { id, paging, reason } from './params.ts';

const closed = { additionalProperties: false } as const;
const cell = Type.Optional(Type.String({ minLength: 1, maxLength: 256 }));
const row = Type.Object(
  {
    line: Type.Integer({ minimum: 1, maximum: 9_999_999_999 }),
    tag: cell,
    serial: cell,
    vendor: cell,
    model: cell,
    state: cell,
    owner: cell,
    custodian: cell,
    site: cell,
    purchasedOn: cell,
    technicalOwner: cell,
    location: cell,
    supplier: cell,
    orderNumber: cell,
    price: cell,
    warrantyUntil: cell,
    supportUntil: cell,
    fields: Type.Optional(
      Type.Record(
        Type.String({ pattern: FIELD_NAME_PATTERN }),
        Type.String({ minLength: 1, maxLength: 1024 }),
        { maxProperties: 64 },
      ),
    ),
  },
  closed,
);
const oneOf = <V extends string>(values: readonly V[]) =>
  Type.Unsafe<V>(Type.String({ enum: [...values] }));
const file = Type.Object(
  {
    name: Type.String({ minLength: 1, maxLength: 256 }),
    sha256: Type.String({ pattern: '^[0-9a-f]{64}$' }),
  },
  closed,
);
const importBody = Type.Object(
  {
    rows: Type.Array(row, { maxItems: IMPORT_ROWS_MAX }),
    mode: Type.Optional(oneOf(IMPORT_MODES)),
    file: Type.Optional(file),
  },
  closed,
);
const named = Type.Object({ id });
const because = Type.Object({ reason }, closed);

export function addImportRoutes(app: App, context: ApiContext): void {
  addImporting(app, context);
  addImportsMade(app, context);
  addReviews(app, context);
}

function addImporting(app: App, { core }: ApiContext): void {
  app.post(
    '/api/v1/imports',
    {
      bodyLimit: IMPORT_BYTES_MAX,
      config: { access: 'operator' },
      schema: {
        body: importBody,
        querystring: Type.Object({ apply: Type.Optional(Type.Boolean()) }, closed),
        response: { 200: importViews.answer },
      },
    },
    async (request, reply) => {
      const { mode = 'all-or-nothing', ...body } = request.body;
      const input = { ...body, mode, apply: request.query.apply ?? false };
      const actor = actorOf(request.principal);
      if (request.headers.accept !== NDJSON) {
        return answerOf(await core.act('import.apply', input, actor));
      }
      const importing = (onProgress: OnProgress) =>
        core.act('import.apply', input, actor, onProgress);
      return reply.type(NDJSON).send(toldAsItGoes(importing, request.log));
    },
  );
}

/** To whoever asks for it, lines tell how far the import is; the last one has the answer. */
const NDJSON = 'application/x-ndjson';

/** The status was sent before anything could go wrong: the last line says what did. */
function toldAsItGoes<O>(
  doing: (onProgress: OnProgress) => Promise<Acted<O>>,
  log: FastifyBaseLogger,
): Readable {
  const lines = new PassThrough();
  const tell = (line: object) => void lines.write(`${JSON.stringify(line)}\n`);
  doing((done, total) => tell({ done, total }))
    .then((acted) => tell({ answer: answerOf(acted) }))
    .catch((err: unknown) => {
      const { status, body } = describeError(err);
      if (status >= 500) log.error({ err }, 'an import failed');
      tell({ status, ...body });
    })
    .finally(() => lines.end());
  return lines;
}

function addImportsMade(app: App, { core }: ApiContext): void {
  app.get(
    '/api/v1/imports',
    {
      config: { access: 'viewer' },
      schema: {
        querystring: Type.Object(paging, closed),
        response: { 200: pageOf(importViews.imported) },
      },
    },
    async ({ query }) => core.ask('imports', query),
  );
  app.get(
    '/api/v1/imports/:id',
    {
      config: { access: 'viewer' },
      schema: { params: named, response: { 200: importViews.imported } },
    },
    async ({ params }) => found(await core.ask('import', params.id), params.id),
  );
  app.get(
    '/api/v1/imports/:id/rows',
    {
      config: { access: 'viewer' },
      schema: {
        params: named,
        querystring: Type.Object(
          { ...paging, disposition: Type.Optional(oneOf(DISPOSITIONS)) },
          closed,
        ),
        response: { 200: pageOf(importViews.importedRow) },
      },
    },
    async ({ params, query }) =>
      found(await core.ask('import.rows', { import: params.id, ...query }), params.id),
  );
  app.post(
    '/api/v1/imports/:id/undo',
    {
      config: { access: 'operator' },
      schema: { params: named, body: because, response: { 200: importViews.imported } },
    },
    async ({ params, body, principal }) =>
      answerOf(await core.act('import.undo', { import: params.id, ...body }, actorOf(principal))),
  );
}

function addReviews(app: App, { core }: ApiContext): void {
  app.get(
    '/api/v1/import-reviews',
    {
      config: { access: 'viewer' },
      schema: {
        querystring: Type.Object({ ...paging, import: Type.Optional(id) }, closed),
        response: { 200: pageOf(importViews.review) },
      },
    },
    async ({ query }) => core.ask('import.reviews', query),
  );
  app.post(
    '/api/v1/import-reviews/:id',
    {
      config: { access: 'operator' },
      schema: {
        params: named,
        body: Type.Object({ as: oneOf(REVIEW_ANSWERS), asset: Type.Optional(id), reason }, closed),
        response: { 200: importViews.review },
      },
    },
    async ({ params, body, principal }) =>
      answerOf(
        await core.act('import.resolve', { review: params.id, ...body }, actorOf(principal)),
      ),
  );
}

function found<T>(value: T | undefined, named: string): T {
  if (value !== undefined) return value;
  throw new RequestFailure(404, 'not-found', `there is no import ${named}`);
}
