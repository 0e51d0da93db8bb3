/**
 * Facts from free-form attributes: what programmers call a serial number, a model, a firmware
 * version when no convention tells them. Only names that mean nothing else are taken.
 */
import { parseEui64 } from '@muster/facts/eui64';
import { parseMac } from '@muster/facts/mac';
import type { Device } from '@muster/facts/observation';
import { realValue } from '@muster/facts/placeholders';
import { type Fields, isFields, present, presentOrNone, textOf } from '../../roster/fields.ts';
import { networkInterface } from '../../roster/network.ts';
import type { Facts } from '../../roster/statement.ts';
import { realName } from '../real.ts';

type Claim =
  | 'serial'
  | 'vendor'
  | 'model'
  | 'partNumber'
  | 'hardwareRevision'
  | 'firmware'
  | 'mac'
  | 'eui64'
  | 'imei'
  | 'hostname'
  | 'address';

/** Names without case, blanks and punctuation. */
const NAMES: Readonly<Record<Claim, readonly string[]>> = {
  serial: [
    'serial',
    'serialnumber',
    'serialno',
    'serialnr',
    'sn',
    'deviceserial',
    'deviceserialnumber',
  ],
  vendor: [
    'vendor',
    'manufacturer',
    'make',
    'brand',
    'hardwaremake',
    'devicevendor',
    'devicemanufacturer',
  ],
  model: [
    'model',
    'modelname',
    'devicemodel',
    'productmodel',
    'hardwaremodel',
    'product',
    'productname',
  ],
  partNumber: ['modelid', 'modelnumber', 'partnumber', 'articlenumber', 'ordernumber'],
  hardwareRevision: [
    'hardwareversion',
    'hardwarerevision',
    'hwversion',
    'hwrevision',
    'hwrev',
    'hw',
  ],
  firmware: [
    'firmware',
    'firmwareversion',
    'fwversion',
    'fwver',
    'fw',
    'softwareversion',
    'swversion',
  ],
  mac: ['mac', 'macaddress', 'macaddr', 'wifimac', 'ethernetmac'],
  eui64: ['eui64', 'deveui', 'ieeeaddress', 'ieeeaddr'],
  imei: ['imei'],
  hostname: ['hostname'],
  address: ['ip', 'ipaddress', 'ipaddr', 'ipv4', 'localip'],
};

const CLAIM_BY_NAME: ReadonlyMap<string, Claim> = new Map(
  (Object.keys(NAMES) as Claim[]).flatMap((claim) =>
    NAMES[claim].map((name): [string, Claim] => [name, claim]),
  ),
);

/** Nested objects are looked into this deep: `{ "device": { "info": { "serial": … } } }`. */
const DEPTH_MAX = 3;
/** Members looked at in all, so that a large document costs no more than a small one. */
const MEMBERS_MAX = 500;

/** Nothing when no member is a fact. The outermost and first of each kind wins. */
export function claimsOf(fields: Fields): Facts | undefined {
  const found = new Map<Claim, string>();
  let level: readonly Fields[] = [fields];
  let members = 0;
  for (let depth = 0; depth < DEPTH_MAX && level.length > 0; depth += 1) {
    const next: Fields[] = [];
    for (const [name, value] of level.flatMap((each) => Object.entries(each))) {
      members += 1;
      if (members > MEMBERS_MAX) break;
      if (isFields(value)) next.push(value);
      const claim = CLAIM_BY_NAME.get(fold(name));
      const text = claim === undefined ? undefined : textOf(value);
      if (claim !== undefined && text !== undefined && !found.has(claim)) found.set(claim, text);
    }
    level = next;
  }
  return found.size === 0 ? undefined : factsOf(found);
}

/** Metric and attribute names are paths: "Properties/Serial Number" ends in its meaning. */
export function fold(name: string): string {
  return (name.split('/').at(-1) ?? '').toLowerCase().replace(/[^a-z0-9]/g, '');
}

function factsOf(found: ReadonlyMap<Claim, string>): Facts | undefined {
  const interfaces = networkInterface('network', {
    mac: found.get('mac'),
    addresses: [found.get('address')],
  });
  const device: Device = present({
    serial: realValue('serial', found.get('serial')),
    vendor: realName('vendor', found.get('vendor')),
    model: realName('model', found.get('model')),
    partNumber: realName('model', found.get('partNumber')),
    hardwareRevision: realName('version', found.get('hardwareRevision')),
    hostname: found.get('hostname'),
    eui64: parseEui64(found.get('eui64') ?? ''),
    imei: imeiOf(found.get('imei')),
    baseMac: parseMac(found.get('mac') ?? ''),
  });
  const firmware = presentOrNone({ version: realName('version', found.get('firmware')) });
  const isEmpty =
    Object.keys(device).length === 0 && firmware === undefined && interfaces.length === 0;
  if (isEmpty) return undefined;
  return {
    device,
    ...(firmware && { firmware }),
    ...(interfaces.length > 0 && { interfaces }),
  };
}

/** Fifteen digits (3GPP TS 23.003); with a software version sixteen. */
function imeiOf(text: string | undefined): string | undefined {
  const digits = text?.replace(/[\s-]/g, '') ?? '';
  return /^\d{15,16}$/.test(digits) ? digits : undefined;
}
