/** Linking over all that is linked to nothing: what import does for its own serials. */
import type { LinkRound } from '@muster/facts/desk';
import { type Static, type TSchema, Type } from 'typebox';
import type { App } from '../app.ts';
import type { ApiContext } from '../context.ts';
import type { Same } from '../same.ts';
import { answerOf } from './acted.ts';
import { actorOf } from './actor.ts';
import { id } from './params.ts';

const whole = Type.Integer({ minimum: 0 });
const round = Type.Object({
  looked: whole,
  linked: whole,
  left: whole,
  next: Type.Optional(Type.String()),
});
const isRound: Same<Static<typeof round>, LinkRound> = true;
void isRound;
const shown: TSchema = round;

export function addLinkRoutes(app: App, { core }: ApiContext): void {
  app.post(
    '/api/v1/links/run',
    {
      config: { access: 'operator' },
      schema: {
        body: Type.Object({ after: Type.Optional(id) }, { additionalProperties: false }),
        response: { 200: shown },
      },
    },
    async ({ body, principal }) => answerOf(await core.act('links.run', body, actorOf(principal))),
  );
}
