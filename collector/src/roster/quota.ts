/** How many devices a gateway may announce: where a flood of invented identities ends. */

/** Devices that were not taken, by the gateway that announced them. */
export interface Refusal {
  readonly gateway: string;
  readonly refused: number;
}

export class GatewayQuota {
  readonly #devicesMax: (gateway: string) => number;
  readonly #taken = new Map<string, number>();
  readonly #refused = new Map<string, number>();

  constructor(devicesMax: (gateway: string) => number) {
    this.#devicesMax = devicesMax;
  }

  /** Counts the device in, or among the refused. */
  take(gateway: string, isRoomElsewhere: boolean): boolean {
    const taken = this.#taken.get(gateway) ?? 0;
    if (taken < this.#devicesMax(gateway) && isRoomElsewhere) {
      this.#taken.set(gateway, taken + 1);
      return true;
    }
    this.#refused.set(gateway, this.refusedOf(gateway) + 1);
    return false;
  }

  giveBack(gateway: string): void {
    const taken = this.#taken.get(gateway) ?? 0;
    if (taken <= 1) this.#taken.delete(gateway);
    else this.#taken.set(gateway, taken - 1);
  }

  isGateway(key: string): boolean {
    return this.#taken.has(key);
  }

  refusedOf(gateway: string): number {
    return this.#refused.get(gateway) ?? 0;
  }

  get refusals(): readonly Refusal[] {
    return [...this.#refused].map(([gateway, refused]) => ({ gateway, refused }));
  }
}
