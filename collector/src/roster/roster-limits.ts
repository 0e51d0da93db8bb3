/** The bounds of what is remembered of one broker, each with its reason. */

export interface RosterLimits {
  /** The largest LoRaWAN site met had 3,000 devices behind one server; Zigbee networks end at 500. */
  readonly devicesPerGateway: number;
  /** Devices of one convention that are on the network themselves: a campus of smart plugs. */
  readonly devicesWithoutGateway: number;
  /** About 2 kB each: 100,000 devices hold 200 MB. */
  readonly devices: number;
  /** Topics that describe devices: one for each entity of each device in Home Assistant's way. */
  readonly topics: number;
  /** Topics on which devices speak; each is a subscription. */
  readonly voices: number;
  /** A device that only shows signs of life is seen at most this often. */
  readonly touchMs: number;
  /** A device heard by several gateways keeps the one it has while that one still hears it. */
  readonly gatewayHoldMs: number;
}

export const DEFAULT_ROSTER_LIMITS: RosterLimits = {
  devicesPerGateway: 5000,
  devicesWithoutGateway: 20_000,
  devices: 100_000,
  topics: 1_000_000,
  voices: 50_000,
  touchMs: 60_000,
  gatewayHoldMs: 15 * 60_000,
};
