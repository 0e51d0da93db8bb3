/** A file of asset records as a person has it, a CSV or a workbook: read here, then the rows' usual way. */
import { createHash } from 'node:crypto';
import type { AssetFile } from '@muster/connectors/assets/lines';
import { readAssetCsv } from '@muster/connectors/csv/read';
import {
  IMPORT_MODES,
  IMPORT_TYPES,
  type ImportFileAnswer,
  type ImportMode,
} from '@muster/facts/imports';
import { Type } from 'typebox';
import type { App } from '../app.ts';
import type { ApiContext } from '../context.ts';
import { RequestFailure } from '../failure.ts';
import { importViews } from '../imports-view.ts';
import { IMPORT_FILE_BYTES_MAX, IMPORT_ROWS_MAX } from '../limits.ts';
import { answerOf } from './acted.ts';
import { actorOf } from './actor.ts';

/** No path, no control characters: it is shown. */
const FILE_NAME = '^[^\\p{C}/\\\\]{1,200}$';
const query = Type.Object(
  {
    apply: Type.Optional(Type.Boolean()),
    mode: Type.Optional(Type.Unsafe<ImportMode>(Type.String({ enum: [...IMPORT_MODES] }))),
    name: Type.String({ pattern: FILE_NAME }),
    sheet: Type.Optional(Type.String({ minLength: 1, maxLength: 256 })),
  },
  { additionalProperties: false },
);

export async function addImportFileRoute(app: App, { core }: ApiContext): Promise<void> {
  // In a scope of its own: no other route reads such files.
  await app.register(async (scope: App) => {
    scope.addContentTypeParser<Buffer>(
      [...IMPORT_TYPES],
      { parseAs: 'buffer' },
      async (_: unknown, body: Buffer) => body,
    );
    scope.post(
      '/api/v1/imports/file',
      {
        bodyLimit: IMPORT_FILE_BYTES_MAX,
        config: { access: 'operator' },
        schema: { querystring: query, response: { 200: importViews.fileAnswer } },
      },
      async ({
        query: { apply = false, mode = 'all-or-nothing', name, sheet },
        body,
        headers,
        principal,
      }): Promise<ImportFileAnswer> => {
        const octets = Buffer.isBuffer(body) ? body : Buffer.alloc(0);
        const read = await readAs(octets, headers['content-type'], sheet);
        if (read.kind === 'refused') throw new RequestFailure(400, 'bad-file', read.reason);
        const { rows, columns, unused, warnings } = read;
        if (rows.length > IMPORT_ROWS_MAX) {
          throw new RequestFailure(413, 'too-large', `it has more than ${IMPORT_ROWS_MAX} rows`);
        }
        const sha256 = createHash('sha256').update(octets).digest('hex');
        const input = { rows, mode, apply, file: { name, sha256 } };
        const answer = answerOf(await core.act('import.apply', input, actorOf(principal)));
        return { ...answer, rows: rows.length, columns, unused, warnings };
      },
    );
  });
}

async function readAs(
  octets: Buffer,
  stated: string | undefined,
  sheet: string | undefined,
): Promise<AssetFile> {
  const [csv, xlsx] = IMPORT_TYPES;
  const type = stated?.split(';', 1)[0]?.trim().toLowerCase();
  if (type === xlsx) {
    const { readAssetXlsx } = await import('@muster/connectors/xlsx/read');
    return readAssetXlsx(octets, sheet === undefined ? {} : { sheet });
  }
  if (type !== csv) {
    throw new RequestFailure(415, 'media-type', `send ${csv} or ${xlsx}`);
  }
  try {
    return readAssetCsv(new TextDecoder('utf-8', { fatal: true }).decode(octets));
  } catch {
    return { kind: 'refused', reason: 'it is not UTF-8 text: save it as "CSV UTF-8"' };
  }
}
