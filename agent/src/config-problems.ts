/** What is wrong with a configuration. Apart, because only who is refused needs the validator. */
import { type Problem, parserOf } from '@muster/facts/parsed';
import { agentFileSchema } from './schemas.ts';

const parse = parserOf(agentFileSchema);

/** Empty for a configuration that can be used. Paths are JSON Pointers. */
export function agentFileProblems(settings: unknown): readonly Problem[] {
  const parsed = parse(settings);
  return parsed.kind === 'refused' ? parsed.problems : [];
}
