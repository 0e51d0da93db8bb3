/** The web framework with our types: request shapes come from TypeBox, each route names its access. */
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { type Parsed, parserOf } from '@muster/facts/parsed';
import type {
  FastifyBaseLogger,
  FastifyInstance,
  FastifySchemaCompiler,
  FastifyTypeProvider,
} from 'fastify';
import type { Static, TSchema } from 'typebox';
import { Value } from 'typebox/value';
import type { Access, Principal } from './access.ts';
import { RequestFailure } from './failure.ts';

export interface TypeBoxProvider extends FastifyTypeProvider {
  readonly validator: this['schema'] extends TSchema ? Static<this['schema']> : unknown;
}

export type App = FastifyInstance<
  Server,
  IncomingMessage,
  ServerResponse,
  FastifyBaseLogger,
  TypeBoxProvider
>;

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Who may ask; a route without it is not registered. */
    access?: Access;
  }
  interface FastifyRequest {
    principal: Principal | undefined;
  }
}

/** Strict: unknown keys are refused, nothing is filled in or converted but what a URL spells as text. */
export const compileValidator: FastifySchemaCompiler<TSchema> = ({ schema, httpPart }) => {
  const parse: (input: unknown) => Parsed<unknown> = parserOf(schema);
  return (input: unknown) => {
    const parsed = parse(prepare(schema, httpPart, input));
    if (parsed.kind === 'parsed') return { value: parsed.value };
    const what = httpPart === 'querystring' ? 'query' : (httpPart ?? 'request');
    return {
      error: new RequestFailure(400, 'bad-request', `the ${what} is not as it should be`, {
        problems: parsed.problems,
      }),
    };
  };
};

function prepare(schema: TSchema, httpPart: string | undefined, input: unknown): unknown {
  // An absent body is one without members.
  if (httpPart === 'body') return input ?? {};
  return httpPart === 'querystring' ? Value.Convert(schema, { ...asObject(input) }) : input;
}

function asObject(input: unknown): object {
  return typeof input === 'object' && input !== null ? input : {};
}
