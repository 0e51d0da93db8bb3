/** The conventions, in the order in which they are asked: the more particular before the general. */
import type { Convention } from './convention.ts';
import { brokerSys } from './conventions/broker-sys.ts';
import { chirpstack } from './conventions/chirpstack.ts';
import { awsIot, azureIot } from './conventions/cloud-iot.ts';
import { esphome } from './conventions/esphome.ts';
import { homeassistant } from './conventions/homeassistant.ts';
import { homie } from './conventions/homie.ts';
import { meshtastic } from './conventions/meshtastic.ts';
import { muster } from './conventions/muster.ts';
import { openMqttGateway } from './conventions/openmqttgateway.ts';
import { ruuvi } from './conventions/ruuvi.ts';
import { shelly } from './conventions/shelly.ts';
import { sparkplugB } from './conventions/sparkplug-b.ts';
import { tasmota } from './conventions/tasmota.ts';
import { theThingsStack } from './conventions/the-things-stack.ts';
import { thingsboard } from './conventions/thingsboard.ts';
import { zigbee2mqtt } from './conventions/zigbee2mqtt.ts';
import { zwaveJsUi } from './conventions/zwave-js-ui.ts';

export const conventions: readonly Convention[] = [
  muster,
  brokerSys,
  zigbee2mqtt,
  esphome,
  sparkplugB,
  chirpstack,
  theThingsStack,
  thingsboard,
  awsIot,
  azureIot,
  meshtastic,
  ruuvi,
  openMqttGateway,
  zwaveJsUi,
  homie,
  tasmota,
  shelly,
  homeassistant,
];
