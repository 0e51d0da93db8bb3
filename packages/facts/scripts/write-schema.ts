/** Writes observation.schema.json from its TypeBox definition: `npm run schema -w @muster/facts`. */
import { writeFileSync } from 'node:fs';
import { formatObservationSchema } from '../src/schema-document.ts';

writeFileSync(new URL('../observation.schema.json', import.meta.url), formatObservationSchema());
