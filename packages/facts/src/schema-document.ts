/**
 * The published form of the observation's schema: a self-contained JSON Schema document (draft
 * 2020-12). `observation.schema.json` is its text; the API serves the same.
 */
import { OBSERVATION_SCHEMA_ID } from './observation.ts';
import { observationSchema } from './observation-schema.ts';

export const OBSERVATION_SCHEMA_URI = 'urn:muster:schema:observation:1';

export interface SchemaDocument {
  readonly $schema: string;
  readonly $id: string;
  readonly title: string;
  readonly description: string;
  readonly [keyword: string]: unknown;
}

export function observationSchemaDocument(): SchemaDocument {
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    $id: OBSERVATION_SCHEMA_URI,
    title: OBSERVATION_SCHEMA_ID,
    description:
      'What one observer\'s source saw of one subject at one time. Immutable. A fact that was not observed is absent: never 0, an empty string or "unknown".',
    ...observationSchema,
  };
}

/** The document as `observation.schema.json` holds it. */
export function formatObservationSchema(): string {
  return `${JSON.stringify(observationSchemaDocument(), null, 2)}\n`;
}
