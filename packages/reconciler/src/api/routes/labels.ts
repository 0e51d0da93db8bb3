/** Labels of asset records as a PDF, for a link that a browser follows. */
import type { AssetView } from '@muster/facts/assets';
import type { Label } from '@muster/labels/layout';
import { renderLabels } from '@muster/labels/pdf';
import { STOCKS, stockOf } from '@muster/labels/stock';
import { LabelError } from '@muster/labels/symbol';
import { SYMBOLS } from '@muster/labels/symbol-kind';
import { Type } from 'typebox';
import { labelOf } from '../../assets/labels.ts';
import type { App } from '../app.ts';
import type { ApiContext } from '../context.ts';
import { RequestFailure } from '../failure.ts';
import { LABELS_MAX } from '../limits.ts';

const closed = { additionalProperties: false } as const;
const labelQuery = Type.Object(
  {
    q: Type.Optional(Type.String({ maxLength: 1024 })),
    stock: Type.Optional(Type.Union(STOCKS.map(({ id }) => Type.Literal(id)))),
    symbol: Type.Optional(Type.Union(SYMBOLS.map((kind) => Type.Literal(kind)))),
    skip: Type.Optional(Type.Integer({ minimum: 0, maximum: 1000 })),
    link: Type.Optional(Type.String({ maxLength: 512, pattern: '\\{tag\\}' })),
    line: Type.Optional(Type.String({ maxLength: 64 })),
  },
  closed,
);

const pdfBody = {
  content: { 'application/pdf': { schema: Type.String({ format: 'binary' }) } },
};

export function addLabelRoutes(app: App, { core }: ApiContext): void {
  app.get(
    '/api/v1/assets/labels.pdf',
    {
      config: { access: 'viewer' },
      schema: { querystring: labelQuery, response: { 200: pdfBody } },
    },
    async ({ query }, reply) => {
      const { q, stock: id = 'avery-l7160', symbol = 'qr', skip = 0, link, line } = query;
      const stock = stockOf(id);
      if (stock === undefined) throw new RequestFailure(400, 'bad-request', `no stock ${id}`);
      const { items, total = items.length } = await core.listAssets({
        ...(q !== undefined && { q }),
        limit: LABELS_MAX,
      });
      if (total > LABELS_MAX) {
        const why = `${total} asset records are meant, and one print is at most ${LABELS_MAX}`;
        throw new RequestFailure(400, 'too-many', `${why}: narrow the search`);
      }
      const wording = { ...(link !== undefined && { link }), ...(line !== undefined && { line }) };
      const labels = labelsOf(items, wording);
      const pdf = await renderLabels(labels, { stock, symbol, skip }).catch((error: unknown) => {
        if (!(error instanceof LabelError)) throw error;
        throw new RequestFailure(400, 'label', error.message);
      });
      return reply
        .type('application/pdf')
        .header('content-disposition', 'inline; filename="labels.pdf"')
        .send(pdf);
    },
  );
}

function labelsOf(items: readonly AssetView[], wording: Parameters<typeof labelOf>[1]): Label[] {
  const labels = items.flatMap((asset) => labelOf(asset, wording) ?? []);
  if (labels.length > 0) return labels;
  throw new RequestFailure(404, 'no-labels', 'none of the asset records meant has a tag');
}
