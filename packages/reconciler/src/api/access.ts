/** Who asks, and what a role may do. Each route names its access; one without is not registered. */
export const ROLES = ['viewer', 'operator', 'approver', 'admin'] as const;
export type Role = (typeof ROLES)[number];

export type Principal =
  | {
      readonly kind: 'person';
      readonly name: string;
      readonly role: Role;
      readonly by: 'session' | 'api-key';
    }
  | { readonly kind: 'observer'; readonly id: string };

/**
 * `open`: anyone. A role: a person with that role or a higher one. `observer`: an observer's own
 * token. `intake`: an observer, or a person who may operate.
 */
export type Access = 'open' | 'observer' | 'intake' | Role;

/** A higher role may do all that a lower one may. */
export function roleAllows(has: Role, needs: Role): boolean {
  return ROLES.indexOf(has) >= ROLES.indexOf(needs);
}

export function accessAllows(access: Access, principal: Principal | undefined): boolean {
  if (access === 'open') return true;
  if (principal === undefined) return false;
  if (principal.kind === 'observer') return access === 'observer' || access === 'intake';
  if (access === 'observer') return false;
  return roleAllows(principal.role, access === 'intake' ? 'operator' : access);
}
