/** Problems of an input as text. Apart from the parsers, which bring a validator with them. */
import type { Problem } from './parsed.ts';

/** One line for a person: "/device/serial: must not have more than 256 characters; …". */
export function formatProblems(problems: readonly Problem[]): string {
  return problems
    .map(({ path, message }) => `${path === '' ? 'input' : path}: ${message}`)
    .join('; ');
}
