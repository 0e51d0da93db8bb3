/** The Zigbee network of the lab: invented devices, one of which nobody has bought. */

export interface LabSensor {
  /** IEEE address, sixteen hex digits. */
  readonly eui64: string;
  readonly name: string;
  readonly vendor: string;
  readonly model: string;
  readonly description: string;
  readonly firmware: string;
  readonly batteryPercent: number;
  /** What it measures, as Zigbee2MQTT exposes it. */
  readonly measures: string;
  readonly area: string;
  /** Printed on its label; the rogue tells none. */
  readonly serial?: string;
}

export const COORDINATOR = {
  eui64: '00124b00c0ffee00',
  vendor: 'Northfield Radio',
  model: 'NR-Bridge 2',
  serial: 'NFB2-0007731',
  firmware: '20260118',
} as const;

export const SENSORS: readonly LabSensor[] = [
  {
    eui64: '00158d00c0ffee01',
    name: 'cold-store-1',
    vendor: 'Northfield Radio',
    model: 'NR-TH1',
    description: 'Temperature and humidity sensor',
    firmware: '1.4.2',
    batteryPercent: 93,
    measures: 'temperature',
    area: 'Cold store',
    serial: 'NFTH-260114-0301',
  },
  {
    eui64: '00158d00c0ffee02',
    name: 'cold-store-2',
    vendor: 'Northfield Radio',
    model: 'NR-TH1',
    description: 'Temperature and humidity sensor',
    firmware: '1.3.9',
    batteryPercent: 41,
    measures: 'temperature',
    area: 'Cold store',
    serial: 'NFTH-260114-0302',
  },
  {
    eui64: '00158d00c0ffee03',
    name: 'dock-door',
    vendor: 'Northfield Radio',
    model: 'NR-DW2',
    description: 'Door and window contact',
    firmware: '2.0.1',
    batteryPercent: 77,
    measures: 'contact',
    area: 'Loading dock',
    serial: 'NFDW-251103-1189',
  },
  {
    eui64: '00158d00c0ffee04',
    name: 'boiler-room-leak',
    vendor: 'Halden Instruments',
    model: 'HI-WL10',
    description: 'Water leak sensor',
    firmware: '0.9.8',
    batteryPercent: 88,
    measures: 'water_leak',
    area: 'Boiler room',
    serial: 'HWL10-55-20431',
  },
];

/** It joined the network, and nobody knows it. */
export const ROGUE: LabSensor = {
  eui64: '70b3d5e0bad0cafe',
  name: '0x70b3d5e0bad0cafe',
  vendor: 'Grey Heron',
  model: 'GH-MIC',
  description: 'Presence sensor with microphone',
  firmware: '0.1.0',
  batteryPercent: 100,
  measures: 'occupancy',
  area: 'Meeting room 2',
};
