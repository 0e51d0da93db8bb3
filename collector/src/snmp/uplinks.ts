/**
 * Edge truth: an address learned on a port that leads to another switch is not attached there. The
 * neighbors say which ports those are.
 */
import type { Attachment, Neighbor } from '@muster/facts/observation';

const FORWARDS: ReadonlySet<string> = new Set(['bridge', 'router', 'repeater']);
/** What bridges for its own users only: addresses behind it are attached to this port. */
const EDGE: ReadonlySet<string> = new Set(['telephone', 'access-point']);

/** Ports with a neighbor that forwards for others. */
export function uplinksOf(neighbors: readonly Neighbor[]): ReadonlySet<string> {
  const uplinks = new Set<string>();
  for (const { localPort, capabilities = [] } of neighbors) {
    const forwards = capabilities.some((capability) => FORWARDS.has(capability));
    if (forwards && !capabilities.some((capability) => EDGE.has(capability)))
      uplinks.add(localPort);
  }
  return uplinks;
}

/**
 * Without what was learned on uplinks: an address known here only from there stays with its
 * address but without a port, since somebody has it.
 */
export function edgeOf(
  attachments: readonly Attachment[],
  uplinks: ReadonlySet<string>,
): readonly Attachment[] {
  if (uplinks.size === 0) return attachments;
  return attachments.flatMap((attachment) => {
    const { port, ...rest } = attachment;
    if (port === undefined || !uplinks.has(port)) return [attachment];
    return rest.address === undefined ? [] : [rest];
  });
}
