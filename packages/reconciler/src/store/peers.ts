/** Other reconcilers on the same database, as the reconciler knows of them. */
import type { InventoryEvent } from '@muster/facts/inventory';

export type OnEvents = (events: readonly InventoryEvent[], isOwn: boolean) => void;

export interface Peers {
  /**
   * @param onEvents told of what all did, our own included, in the order of the commits
   * @param onMissed told when that may have been interrupted: state is to be asked for again
   */
  listen(onEvents: OnEvents, onMissed: () => void): void;
  /** Once, before anybody is let in: cleans up after those that ended, if no other runs. */
  enter(whenAlone: () => Promise<unknown>): Promise<void>;
  /** Whether it falls to this one to do what is to be done once. It may pass to another at any time. */
  isKeeper(): Promise<boolean>;
}

/** A data folder has one reconciler. */
export const NO_PEERS: Peers = {
  listen: () => {},
  enter: async (whenAlone) => void (await whenAlone()),
  isKeeper: async () => true,
};
