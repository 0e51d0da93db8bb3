/** What a device is, judged by what it can do: entities of Home Assistant, features of Zigbee. */
import type { DeviceClass } from '@muster/facts/observation';

/**
 * Entity kinds that tell a class. Kinds that any device may have (button, number, select, text,
 * update, event, device_automation, scene, notify, image, tag) tell nothing.
 */
const CLASS_BY_ENTITY: Readonly<Record<string, DeviceClass>> = {
  alarm_control_panel: 'controller',
  binary_sensor: 'sensor',
  camera: 'camera',
  climate: 'actuator',
  cover: 'actuator',
  device_tracker: 'sensor',
  fan: 'actuator',
  humidifier: 'actuator',
  lawn_mower: 'actuator',
  light: 'actuator',
  lock: 'actuator',
  sensor: 'sensor',
  siren: 'actuator',
  switch: 'actuator',
  vacuum: 'actuator',
  valve: 'actuator',
  water_heater: 'actuator',
};

/** Entities that any device has about itself: they tell nothing of what it is for. */
const SELF_CLASSES: ReadonlySet<string> = new Set([
  'battery',
  'battery_low',
  'connectivity',
  'device_temperature',
  'linkquality',
  'power_outage_count',
  'signal_strength',
  'timestamp',
  'update',
  'voltage',
]);

/** @param deviceClass the entity's own class in Home Assistant's words ("battery", "temperature") */
export function classOfEntity(entity: string, deviceClass?: string): DeviceClass | undefined {
  if (deviceClass !== undefined && SELF_CLASSES.has(deviceClass)) return undefined;
  return CLASS_BY_ENTITY[entity];
}
