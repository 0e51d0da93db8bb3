/** A device that a controller tells of, and the stations on it. */
import type { Attachment, Sighting } from '@muster/facts/observation';
import type { Child } from './tables/children.ts';

/** @param base the controller's key, without what stands after "#". */
export function childSighting(
  child: Child,
  attachments: readonly Attachment[],
  context: { readonly observedAt: string; readonly site?: string },
  base: string,
): Sighting {
  return {
    source: 'snmp',
    profile: 'controller',
    observedAt: context.observedAt,
    presence: 'seen',
    key: `${base}#${child.class}:${child.id}`,
    class: child.class,
    device: {
      ...(child.serial !== undefined && { serial: child.serial }),
      ...(child.model !== undefined && { model: child.model }),
      ...(child.name !== undefined && { hostname: child.name.slice(0, 256) }),
      ...(child.mac !== undefined && { baseMac: child.mac }),
    },
    ...(child.version !== undefined && { firmware: { version: child.version } }),
    ...(attachments.length > 0 && { attachments }),
    place: {
      ...(context.site !== undefined && { site: context.site }),
      via: { key: `${base}#0` },
    },
  };
}
