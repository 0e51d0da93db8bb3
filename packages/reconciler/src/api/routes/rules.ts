/** The rules of identity: those in force, what others would do, and putting others in force. */
import { type Static, type TSchema, Type } from 'typebox';
import type { App } from '../app.ts';
import type { ApiContext } from '../context.ts';
import { RequestFailure } from '../failure.ts';
import { views } from '../views.ts';
import { actorOf } from './actor.ts';
import { done } from './decisions.ts';
import { id } from './params.ts';

const closed = { additionalProperties: false } as const;
/** Parsed by the core, which names what is wrong and where. */
const rules = Type.Unknown();
const reason = Type.String({ minLength: 1, maxLength: 1024 });
const whole = Type.Integer({ minimum: 0 });
const started: TSchema = Type.Object({ id: Type.String() });
const inForce = Type.Object({}, { description: 'The rules in force, as JSON to edit' });
const trialState = Type.Object({
  state: Type.String({ enum: ['running', 'done', 'failed'] }),
  done: whole,
  total: whole,
  message: Type.Optional(Type.String()),
  trial: Type.Optional(views.ruleTrial),
});

type TrialState = {
  -readonly [K in keyof Static<typeof trialState>]: Static<typeof trialState>[K];
};

/** Finished trials kept for whoever asked for them. */
const TRIALS_MAX = 8;

export function addRuleRoutes(app: App, { core, log }: ApiContext): void {
  const trials = new Map<string, TrialState>();
  let last = 0;
  app.get(
    '/api/v1/rules',
    { config: { access: 'viewer' }, schema: { response: { 200: inForce } } },
    async () => core.rules(),
  );
  app.post(
    '/api/v1/rules/try',
    {
      config: { access: 'operator' },
      schema: { body: Type.Object({ rules }, closed), response: { 202: started } },
    },
    async ({ body }, reply) => {
      if ([...trials.values()].some(({ state }) => state === 'running')) {
        throw new RequestFailure(409, 'busy', 'rules are being tried: ask again when that is done');
      }
      last += 1;
      const name = `trial-${last}`;
      const trial: TrialState = { state: 'running', done: 0, total: 0 };
      trials.set(name, trial);
      for (const each of [...trials.keys()].slice(0, -TRIALS_MAX)) trials.delete(each);
      const trying = core.tryRules(body.rules, (doneSoFar, total) => {
        Object.assign(trial, { done: doneSoFar, total });
      });
      void trying.then(
        (tried) =>
          Object.assign(
            trial,
            tried.kind === 'found'
              ? { state: 'done', trial: tried.value }
              : { state: 'failed', message: tried.message },
          ),
        (err: unknown) => {
          log.error({ err }, 'rules could not be tried');
          Object.assign(trial, { state: 'failed', message: 'it went wrong; the log has it' });
        },
      );
      reply.code(202);
      return { id: name };
    },
  );
  app.get(
    '/api/v1/rules/try/:id',
    {
      config: { access: 'operator' },
      schema: { params: Type.Object({ id }), response: { 200: trialState } },
    },
    async ({ params }) => {
      const trial = trials.get(params.id);
      if (trial === undefined) {
        throw new RequestFailure(404, 'not-found', `there is no trial ${params.id}`);
      }
      return trial;
    },
  );
  app.post(
    '/api/v1/rules/apply',
    {
      config: { access: 'approver' },
      schema: { body: Type.Object({ rules, reason }, closed), response: { 200: views.decision } },
    },
    async ({ body, principal }) =>
      done(await core.applyRules(body.rules, body.reason, actorOf(principal))),
  );
}
