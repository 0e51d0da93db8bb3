/** The evidence bundle of one CI as of a time. */
import { Type } from 'typebox';
import { bundleText, makeBundle } from '../../evidence/bundle.ts';
import type { App } from '../app.ts';
import type { ApiContext } from '../context.ts';
import { evidenceView } from '../evidence-view.ts';
import { RequestFailure } from '../failure.ts';
import { actorOf } from './actor.ts';
import { id } from './params.ts';

const evidenceQuery = Type.Object(
  { asOf: Type.Optional(Type.String({ format: 'date-time' })) },
  { additionalProperties: false },
);

export function addEvidenceRoute(app: App, { core, witness, version, nowMs }: ApiContext): void {
  app.get(
    '/api/v1/cis/:id/evidence',
    {
      config: { access: 'viewer' },
      schema: {
        params: Type.Object({ id }),
        querystring: evidenceQuery,
        response: { 200: evidenceView },
      },
    },
    async ({ params, query: { asOf }, principal }, reply) => {
      const now = nowMs();
      const at = asOf === undefined ? now : Date.parse(asOf);
      if (at > now) throw new RequestFailure(400, 'bad-request', `${asOf} is yet to come`);
      const gathered = await core.ask('ci.evidence', { ci: params.id, at });
      if (gathered === undefined) {
        const when = new Date(at).toISOString();
        throw new RequestFailure(404, 'not-found', `there is no CI ${params.id} at ${when}`);
      }
      const made = await makeBundle(gathered, witness, {
        madeFor: actorOf(principal),
        version,
        now: new Date(now),
      });
      if (made.kind === 'refused') throw new RequestFailure(409, 'refused', made.reason);
      const name = `evidence-${gathered.known.id}.json`;
      return (
        reply
          .type('application/json')
          .header('content-disposition', `attachment; filename="${name}"`)
          // Octets, not an object: the file is exactly what was signed.
          .send(Buffer.from(bundleText(made.bundle)))
      );
    },
  );
}
