/**
 * What the texts of announced services tell about the device (DNS-SD, RFC 6763). A table: service
 * type, then which text is which fact. Texts are the makers' own; only what names the device counts.
 */
import type { DeviceClass } from '@muster/facts/observation';

export interface ServiceRule {
  readonly class?: DeviceClass;
  readonly vendor?: string;
  readonly facts?: Readonly<
    Partial<
      Record<
        'vendor' | 'model' | 'partNumber' | 'serial' | 'mac' | 'firmware' | 'location' | 'name',
        string
      >
    >
  >;
}

const printer: ServiceRule = {
  class: 'printer',
  facts: { vendor: 'usb_mfg', model: 'ty', partNumber: 'usb_mdl', location: 'note' },
};

export const SERVICES: Readonly<Record<string, ServiceRule>> = {
  '_airplay._tcp': {
    facts: {
      vendor: 'manufacturer',
      model: 'model',
      serial: 'serialnumber',
      mac: 'deviceid',
      firmware: 'fv',
    },
  },
  '_axis-video._tcp': { class: 'camera', vendor: 'Axis', facts: { mac: 'macaddress' } },
  '_device-info._tcp': { facts: { model: 'model' } },
  '_esphomelib._tcp': { facts: { mac: 'mac', model: 'board', name: 'friendly_name' } },
  '_googlecast._tcp': { facts: { model: 'md', name: 'fn' } },
  '_hap._tcp': { facts: { model: 'md' } },
  '_hue._tcp': { class: 'gateway', facts: { partNumber: 'modelid' } },
  '_ipp._tcp': printer,
  '_ipps._tcp': printer,
  '_pdl-datastream._tcp': printer,
  '_printer._tcp': printer,
  '_scanner._tcp': { facts: { vendor: 'mfg', model: 'mdl', partNumber: 'ty' } },
  '_shelly._tcp': { vendor: 'Shelly', facts: { firmware: 'ver' } },
  '_uscan._tcp': { facts: { model: 'ty', location: 'note' } },
};
