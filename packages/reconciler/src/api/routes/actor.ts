/** The name under which a person's act goes into the ledger. */
import type { Principal } from '../access.ts';

export function actorOf(principal: Principal | undefined): string {
  if (principal?.kind !== 'person') throw new Error('only people act');
  return principal.name;
}
