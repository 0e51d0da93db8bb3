/** The conventions, in the order in which they are asked: the more particular before the general. */
import type { Convention } from './convention.ts';
import { homeassistant } from './conventions/homeassistant.ts';
import { zigbee2mqtt } from './conventions/zigbee2mqtt.ts';

export const conventions: readonly Convention[] = [zigbee2mqtt, homeassistant];
