/** A reconciler in memory that only counts and echoes: for tests until the core is there. */
import type { InventoryEvent } from '@muster/facts/inventory';
import type { Reconciler } from '../../ports.ts';

export function memoryReconciler(nowMs: () => number): Reconciler {
  const tokens = new Map<string, { hash: string; uses: number; expires: number; gone: boolean }>();
  const observers = new Map<string, { x: string; name: string; revoked: boolean; up: boolean }>();
  const seen = new Map<string, unknown>();
  const listeners = new Set<(event: InventoryEvent) => void>();
  let ids = 0;
  const emptyPage = { items: [], total: 0 };
  return {
    async ingest(_, items) {
      const before = seen.size;
      for (const item of items) seen.set(JSON.stringify(item), item);
      const applied = seen.size - before;
      return { counts: { applied, duplicate: items.length - applied }, exceptions: [], wanted: [] };
    },
    async listCis({ q }) {
      return q === 'bad:'
        ? { kind: 'bad-query', message: 'at 1: nothing is called bad' }
        : { kind: 'found', value: emptyPage };
    },
    getCi: async () => undefined,
    listFindings: async () => emptyPage,
    listAssets: async () => emptyPage,
    getObservation: async () => undefined,
    stats: async () => ({ cis: 0, records: 0, assets: 0, linked: 0, openFindings: { rogue: 2 } }),
    ledger: async () => [],
    importAssets: async (rows) =>
      rows.map(({ line }) => ({ line, disposition: 'create' as const, reason: 'new serial' })),
    async createEnrolmentToken({ tokenHash, expiresAt, maxUses }) {
      ids += 1;
      const expires = Date.parse(expiresAt);
      tokens.set(`token-${ids}`, { hash: tokenHash, uses: maxUses, expires, gone: false });
      return { id: `token-${ids}` };
    },
    async revokeEnrolmentToken(id) {
      const token = tokens.get(id);
      if (token !== undefined) token.gone = true;
      return token !== undefined;
    },
    async enrol({ tokenHash, publicKeyX, name }) {
      const token = [...tokens.values()].find(({ hash }) => hash === tokenHash);
      if (token === undefined) return { kind: 'refused', reason: 'unknown-token' };
      if (token.gone) return { kind: 'refused', reason: 'revoked' };
      if (token.expires <= nowMs()) return { kind: 'refused', reason: 'expired' };
      if (token.uses === 0) return { kind: 'refused', reason: 'used-up' };
      token.uses -= 1;
      ids += 1;
      const observerId = `observer-${ids}`;
      observers.set(observerId, { x: publicKeyX, name, revoked: false, up: false });
      return { kind: 'enrolled', observerId };
    },
    async observerKey(id) {
      const observer = observers.get(id);
      return observer === undefined || observer.revoked ? undefined : observer.x;
    },
    async revokeObserver(id) {
      const observer = observers.get(id);
      if (observer !== undefined) observer.revoked = true;
      return observer !== undefined;
    },
    listObservers: async () =>
      [...observers].map(([id, { name, up, revoked }]) => ({
        id,
        kind: 'agent',
        name,
        enrolledAt: new Date(nowMs()).toISOString(),
        connected: up,
        revoked,
        sources: [],
        lost: 0,
      })),
    async noteObserver(observerId, { connected }) {
      const observer = observers.get(observerId);
      if (observer !== undefined) observer.up = connected;
      const at = new Date(nowMs()).toISOString();
      for (const listen of listeners) listen({ kind: 'observer', at, observerId, connected });
    },
    onEvent(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    judge: async () => undefined,
    close: async () => undefined,
  };
}
