/** Keeps the page live: what the event stream names is fetched again, at most once a second. */
import type { InventoryEvent } from '@muster/facts/inventory';
import type { QueryClient } from '@tanstack/react-query';
import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';

/** A person cannot read faster, and a thousand check-ins a second must not become refetches. */
const REFRESH_MS = 500;
const RETRY_MIN_MS = 1_000;
const RETRY_MAX_MS = 30_000;

export type LiveState = 'connecting' | 'live' | 'cut';

/** Follows `GET /api/v1/events` while mounted; reconnects with growing pauses. */
export function useLive(enabled: boolean): LiveState {
  const client = useQueryClient();
  const [state, setState] = useState<LiveState>('connecting');
  useEffect(() => {
    if (!enabled) return;
    return followEvents(refresher(client), setState);
  }, [client, enabled]);
  return state;
}

function followEvents(
  onEvent: (event: InventoryEvent) => void,
  onState: (state: LiveState) => void,
): () => void {
  let socket: WebSocket | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let pauseMs = RETRY_MIN_MS;
  let stopped = false;
  const connect = () => {
    const scheme = location.protocol === 'https:' ? 'wss' : 'ws';
    socket = new WebSocket(`${scheme}://${location.host}/api/v1/events`, 'muster.events.v1');
    socket.onopen = () => {
      pauseMs = RETRY_MIN_MS;
      onState('live');
    };
    socket.onmessage = (message) => onEvent(JSON.parse(String(message.data)));
    socket.onclose = () => {
      if (stopped) return;
      onState('cut');
      timer = setTimeout(connect, pauseMs * (0.5 + Math.random() / 2));
      pauseMs = Math.min(pauseMs * 2, RETRY_MAX_MS);
    };
  };
  connect();
  return () => {
    stopped = true;
    clearTimeout(timer);
    socket?.close();
  };
}

/** Gathers what changed and has it fetched again in one go. */
function refresher(client: QueryClient): (event: InventoryEvent) => void {
  const stale = new Set<string>();
  const refresh = () => {
    for (const key of stale) void client.invalidateQueries({ queryKey: [key] });
    stale.clear();
  };
  return (event) => {
    if (stale.size === 0) setTimeout(refresh, REFRESH_MS);
    for (const key of keysOf(event)) stale.add(key);
  };
}

function keysOf(event: InventoryEvent): readonly string[] {
  switch (event.kind) {
    case 'ci':
      return ['cis', 'ci', 'stats'];
    case 'presence':
      return ['cis', 'ci'];
    case 'finding':
      return ['findings', 'queue', 'cis', 'ci', 'stats', 'assets'];
    case 'observer':
      return ['observers'];
  }
}
