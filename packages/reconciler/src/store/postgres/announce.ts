/** Events as notifications (NOTIFY), from the reconciler that made them to all others. */
import type { InventoryEvent } from '@muster/facts/inventory';
import { parseStored } from '../json.ts';

export const CHANNEL = 'muster_events';

/** A notification holds less than 8,000 bytes (PostgreSQL's manual, NOTIFY). */
const BYTES_MAX = 7_900;
/** CIs named in one event of presence; their ids are 20 bytes at most. */
const CIS_MAX = 250;

export interface Announcement {
  readonly from: string;
  readonly events: readonly InventoryEvent[];
}

/** @returns texts, each small enough; one event that is too large by itself goes without its evidence */
export function announcementsOf(
  from: string,
  events: readonly InventoryEvent[],
): readonly string[] {
  const texts: string[] = [];
  const head = `{"from":${JSON.stringify(from)},"events":[`;
  let text = '';
  let bytes = 0;
  const room = BYTES_MAX - Buffer.byteLength(head) - 2;
  for (const event of events.flatMap(divided)) {
    const piece = small(event, room);
    const more = Buffer.byteLength(piece) + 1;
    if (bytes + more > room) {
      texts.push(`${head}${text}]}`);
      text = '';
      bytes = 0;
    }
    text += text === '' ? piece : `,${piece}`;
    bytes += more;
  }
  if (text !== '') texts.push(`${head}${text}]}`);
  return texts;
}

export function parseAnnouncement(payload: string): Announcement {
  return parseStored<Announcement>(payload);
}

function divided(event: InventoryEvent): readonly InventoryEvent[] {
  if (event.kind !== 'presence' || event.ciIds.length <= CIS_MAX) return [event];
  return Array.from({ length: Math.ceil(event.ciIds.length / CIS_MAX) }, (_, index) => ({
    ...event,
    ciIds: event.ciIds.slice(index * CIS_MAX, (index + 1) * CIS_MAX),
  }));
}

/** Listeners ask for a finding when they show it: what it says at length may be missing here. */
function small(event: InventoryEvent, bytesMax: number): string {
  const whole = JSON.stringify(event);
  if (event.kind !== 'finding' || Buffer.byteLength(whole) < bytesMax) return whole;
  const { finding } = event;
  const brief = { ...finding, reason: finding.reason.slice(0, 200), evidence: [] };
  return JSON.stringify({ ...event, finding: brief });
}
