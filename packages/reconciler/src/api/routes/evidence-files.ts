/** Files that prove something about an asset record: taken by their octets, given back as downloads. */
import { EVIDENCE_BYTES_MAX, EVIDENCE_TYPES } from '@muster/facts/lifecycle';
import { Type } from 'typebox';
import { evidenceTypeOf } from '../../assets/evidence.ts';
import type { App } from '../app.ts';
import type { ApiContext } from '../context.ts';
import { RequestFailure } from '../failure.ts';
import { evidenceKind, lifecycleViews } from '../lifecycle-views.ts';
import { answerOf } from './acted.ts';
import { actorOf } from './actor.ts';
import { id } from './params.ts';

const closed = { additionalProperties: false } as const;
/** No path, no control characters: it is shown, and offered as the name to save under. */
const FILE_NAME = '^[^\\p{C}/\\\\]{1,200}$';

export async function addEvidenceFileRoutes(app: App, { core }: ApiContext): Promise<void> {
  // In a scope of its own: no other route reads files.
  await app.register(async (scope: App) => {
    scope.addContentTypeParser<Buffer>(
      [...EVIDENCE_TYPES],
      { parseAs: 'buffer' },
      async (_: unknown, body: Buffer) => body,
    );
    scope.post(
      '/api/v1/assets/:asset/evidence',
      {
        bodyLimit: EVIDENCE_BYTES_MAX,
        config: { access: 'operator' },
        schema: {
          params: Type.Object({ asset: id }),
          querystring: Type.Object(
            { kind: evidenceKind, name: Type.String({ pattern: FILE_NAME }) },
            closed,
          ),
          response: { 200: lifecycleViews.evidence },
        },
      },
      async ({ params: { asset }, query, body, headers, principal }) => {
        const octets = Buffer.isBuffer(body) ? body : Buffer.alloc(0);
        const type = evidenceTypeOf(octets);
        const stated = headers['content-type']?.split(';', 1)[0]?.trim().toLowerCase();
        if (octets.length === 0 || type === undefined || type !== stated) {
          throw new RequestFailure(
            415,
            'media-type',
            `evidence is ${EVIDENCE_TYPES.join(', ')}: this is ${type ?? 'none of them'}, sent as ${stated ?? 'nothing'}`,
          );
        }
        const input = { asset, ...query, type, octets: octets.toString('base64') };
        return answerOf(await core.act('asset.attach', input, actorOf(principal)));
      },
    );
  });
  app.get(
    '/api/v1/evidence-files/:id',
    {
      config: { access: 'viewer' },
      schema: {
        params: Type.Object({ id }),
        response: {
          200: {
            content: Object.fromEntries(
              EVIDENCE_TYPES.map((type) => [type, { schema: Type.String({ format: 'binary' }) }]),
            ),
          },
        },
      },
    },
    async ({ params }, reply) => {
      const file = await core.ask('evidence-file', params.id);
      if (file === undefined) {
        throw new RequestFailure(404, 'not-found', `there is no evidence ${params.id}`);
      }
      // Never shown in place: whatever it holds, it is not run here (RFC 6266, RFC 8187).
      return reply
        .type(file.type)
        .header(
          'content-disposition',
          `attachment; filename="${params.id}"; filename*=UTF-8''${encodeName(file.name)}`,
        )
        .header('content-security-policy', "default-src 'none'; sandbox")
        .header('repr-digest', `sha-256=:${Buffer.from(file.sha256, 'hex').toString('base64')}:`)
        .send(Buffer.from(file.octets, 'base64'));
    },
  );
}

function encodeName(name: string): string {
  return encodeURIComponent(name).replace(
    /['()*]/g,
    (each) => `%${each.charCodeAt(0).toString(16)}`,
  );
}
