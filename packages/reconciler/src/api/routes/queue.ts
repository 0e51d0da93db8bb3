/** What waits for people: the queue of findings, each with what is needed to decide it, and what they do about it. */
import {
  type FindingsAnswer,
  type QueueCase,
  type QueueItem,
  RESOLUTIONS,
  type Resolution,
  type ResolutionKind,
} from '@muster/facts/desk';
import { FINDING_KINDS, type FindingKind, type FindingView } from '@muster/facts/inventory';
import { type Static, type TSchema, Type } from 'typebox';
import type { App } from '../app.ts';
import type { ApiContext } from '../context.ts';
import { RequestFailure } from '../failure.ts';
import type { Same } from '../same.ts';
import { pageOf, views } from '../views.ts';
import { answerOf } from './acted.ts';
import { actorOf } from './actor.ts';
import { id, paging, reason } from './params.ts';

const closed = { additionalProperties: false } as const;
const text = Type.String();
const optional = Type.Optional;

/** The finding's own members are checked where findings are shown. */
const due = { overdue: Type.Boolean(), ageHours: Type.Integer({ minimum: 0 }) };
const item: TSchema = Type.Intersect([views.finding, Type.Object(due)]);
const isDue: Same<Static<TObjectOf<typeof due>>, Omit<QueueItem, keyof FindingView>> = true;
type TObjectOf<P extends Record<string, TSchema>> = ReturnType<typeof Type.Object<P>>;
const proposal = Type.Object({
  resolution: Type.Unsafe<ResolutionKind>(Type.String({ enum: [...RESOLUTIONS] })),
  assetId: optional(text),
  reason: text,
});
const isProposal: Same<Static<typeof proposal>, NonNullable<QueueCase['proposal']>> = true;
const rival: TSchema = Type.Intersect([
  views.asset,
  Type.Object({
    createdAt: Type.String({ format: 'date-time' }),
    for: Type.Array(text),
    against: Type.Array(text),
  }),
]);
const queueCase: TSchema = Type.Object({
  finding: item,
  ci: optional(views.ciSummary),
  assets: Type.Array(rival),
  serial: optional(text),
  proposal: optional(proposal),
  history: Type.Array(views.ledgerEntry),
});
const answer = Type.Object({
  applied: Type.Boolean(),
  outcomes: Type.Array(
    Type.Object({
      finding: text,
      outcome: Type.Unsafe<'done' | 'refused' | 'unknown'>(
        Type.String({ enum: ['done', 'refused', 'unknown'] }),
      ),
      says: text,
    }),
  ),
});
const isAnswer: Same<Static<typeof answer>, FindingsAnswer> = true;
void [isDue, isProposal, isAnswer];

/** What one transaction deals with in less than a second; who has more asks again. */
const FINDINGS_MAX = 200;
const on = {
  findings: Type.Array(id, { minItems: 1, maxItems: FINDINGS_MAX }),
  /** Without it nothing is written, and the answer is what would be. */
  apply: optional(Type.Boolean()),
};
const name = Type.String({ minLength: 1, maxLength: 128, pattern: '\\S' });
const kind = <K extends string>(named: K) => Type.Literal(named);
const resolution = Type.Union([
  Type.Object({ kind: kind('proposed') }, closed),
  Type.Object({ kind: kind('retire'), asset: id }, closed),
  Type.Object(
    {
      kind: kind('correct-serial'),
      asset: id,
      serial: Type.Union([
        Type.String({ minLength: 1, maxLength: 256, pattern: '\\S' }),
        Type.Null(),
      ]),
    },
    closed,
  ),
  Type.Object({ kind: kind('override'), asset: id }, closed),
  Type.Object({ kind: kind('procurement-review'), to: optional(name) }, closed),
]);
const isResolution: Same<Static<typeof resolution>, Resolution> = true;
void isResolution;

const filter = Type.Object(
  {
    ...paging,
    state: optional(Type.Unsafe<'open' | 'excepted'>(Type.String({ enum: ['open', 'excepted'] }))),
    kind: optional(Type.Unsafe<FindingKind>(Type.String({ enum: [...FINDING_KINDS] }))),
    /** Empty: nobody's. */
    owner: optional(Type.String({ maxLength: 128 })),
    overdue: optional(Type.Boolean()),
  },
  closed,
);

export function addQueueRoutes(app: App, { core }: ApiContext): void {
  const access = { config: { access: 'viewer' } } as const;
  app.get(
    '/api/v1/queue',
    { ...access, schema: { querystring: filter, response: { 200: pageOf(item) } } },
    async ({ query }) => core.ask('queue', query),
  );
  app.get(
    '/api/v1/queue/:id',
    {
      ...access,
      schema: { params: Type.Object({ id }), response: { 200: queueCase } },
    },
    async ({ params }) => {
      const found = await core.ask('queue.case', params.id);
      if (found !== undefined) return found;
      throw new RequestFailure(404, 'not-found', `there is no finding ${params.id}`);
    },
  );
  addActs(app, core);
}

function addActs(app: App, core: ApiContext['core']): void {
  const config = { access: 'operator' } as const;
  const response = { 200: answer as TSchema };
  app.post(
    '/api/v1/queue/assign',
    {
      config,
      schema: {
        body: Type.Object({ ...on, to: name, reason: optional(reason) }, closed),
        response,
      },
    },
    async ({ body: { apply = false, ...body }, principal }) =>
      answerOf(await core.act('finding.assign', { ...body, apply }, actorOf(principal))),
  );
  const until = Type.String({ format: 'date-time' });
  app.post(
    '/api/v1/queue/except',
    {
      config,
      schema: { body: Type.Object({ ...on, until, riskOwner: name, reason }, closed), response },
    },
    async ({ body: { apply = false, ...body }, principal }) =>
      answerOf(await core.act('finding.except', { ...body, apply }, actorOf(principal))),
  );
  app.post(
    '/api/v1/queue/reopen',
    { config, schema: { body: Type.Object({ ...on, reason }, closed), response } },
    async ({ body: { apply = false, ...body }, principal }) =>
      answerOf(await core.act('finding.reopen', { ...body, apply }, actorOf(principal))),
  );
  app.post(
    '/api/v1/queue/resolve',
    { config, schema: { body: Type.Object({ ...on, resolution, reason }, closed), response } },
    async ({ body: { apply = false, ...body }, principal }) =>
      answerOf(await core.act('finding.resolve', { ...body, apply }, actorOf(principal))),
  );
}
