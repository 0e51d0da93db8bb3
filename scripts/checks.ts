/**
 * Writes the checks of what observers read, as plain functions: `npm run checks`. TypeBox and its
 * compiler would cost an agent 27 MB of resident memory; what they compile costs nothing. A test
 * holds what is written to the schemas.
 */
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { formatChecks, GENERATED } from './format-checks.ts';

for (const generated of GENERATED) {
  writeFileSync(fileURLToPath(new URL(generated.file, import.meta.url)), formatChecks(generated));
}
