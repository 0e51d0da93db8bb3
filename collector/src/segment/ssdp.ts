/**
 * SSDP announcements (UPnP Device Architecture 2.0, 1.2) as statements: root devices by their
 * unique name, with what their description says once it has been fetched.
 */
import { parseMac } from '@muster/facts/mac';
import { realValue } from '@muster/facts/placeholders';
import { present } from '../roster/fields.ts';
import { networkInterface } from '../roster/network.ts';
import type { Facts, Statement } from '../roster/statement.ts';

export interface SsdpMessage {
  readonly kind: 'alive' | 'byebye';
  /** "uuid:…" */
  readonly device: string;
  readonly location?: string;
  readonly server?: string;
}

/** NOTIFY and answers to others' searches; questions are nobody's announcement. */
export function parseSsdp(text: string): SsdpMessage | undefined {
  const [first = '', ...lines] = text.split(/\r?\n/);
  const isNotify = /^NOTIFY \* HTTP\/1\.1$/i.test(first);
  if (!isNotify && !/^HTTP\/1\.1 200 /i.test(first)) return undefined;
  const headers = new Map<string, string>();
  for (const line of lines) {
    const colon = line.indexOf(':');
    if (colon > 0)
      headers.set(line.slice(0, colon).trim().toLowerCase(), line.slice(colon + 1).trim());
  }
  const [, device] = /^(uuid:[\w-]{1,64})/i.exec(headers.get('usn') ?? '') ?? [];
  if (device === undefined) return undefined;
  const kind = isNotify && headers.get('nts')?.toLowerCase() === 'ssdp:byebye' ? 'byebye' : 'alive';
  const location = headers.get('location');
  const server = headers.get('server');
  return {
    kind,
    device: device.toLowerCase(),
    ...(location !== undefined && location.length <= 512 && { location }),
    ...(server !== undefined && server.length <= 256 && { server }),
  };
}

export function readSsdp(
  { kind, device, server }: SsdpMessage,
  sender: string,
  senderMac: string | undefined,
): Statement {
  const key = `ssdp:${device}`;
  // A device says goodbye when it is switched off: that is no statement of removal.
  if (kind === 'byebye') return { kind: 'away', key };
  return {
    kind: 'device',
    key,
    part: 'announcement',
    facts: {
      interfaces: networkInterface('network', {
        addresses: [sender],
        ...(senderMac !== undefined && { mac: senderMac }),
      }),
      extension: present({ server }),
    },
  };
}

/** A description is a few kilobytes; routers describe themselves with all their parts in 50. */
export const DESCRIPTION_BYTES_MAX: number = 256 * 1024;

/**
 * The root device of a description (UPnP Device Architecture 2.0, 2.3). Its first `device` element
 * is read by its own simple elements; embedded devices come after them.
 */
export function parseDescription(xml: string): Facts | undefined {
  const start = xml.indexOf('<device>');
  if (start < 0 || xml.length > DESCRIPTION_BYTES_MAX) return undefined;
  const embedded = xml.indexOf('<deviceList>', start);
  const root = embedded < 0 ? xml.slice(start) : xml.slice(start, embedded);
  const element = (name: string) => {
    const open = root.indexOf(`<${name}>`);
    const close = root.indexOf(`</${name}>`, open);
    const text =
      open < 0 || close < 0 ? '' : unescapeXml(root.slice(open + name.length + 2, close));
    return text === '' || text.length > 256 ? undefined : text;
  };
  const serial = element('serialNumber');
  const mac = parseMac(serial ?? '');
  return {
    device: present({
      vendor: realValue('vendor', element('manufacturer')),
      model: realValue('model', element('modelName')),
      partNumber: realValue('model', element('modelNumber')),
      // Some write their MAC here: it identifies as that, not as a serial.
      serial: mac === undefined ? realValue('serial', serial) : undefined,
      baseMac: mac,
    }),
    extension: present({ name: element('friendlyName'), type: element('deviceType') }),
  };
}

const ENTITIES: Readonly<Record<string, string>> = {
  amp: '&',
  apos: "'",
  gt: '>',
  lt: '<',
  quot: '"',
};

function unescapeXml(text: string): string {
  return text
    .replace(/&(\w+);/g, (whole, name: string) => ENTITIES[name] ?? whole)
    .replace(/\p{Cc}+/gu, ' ')
    .trim();
}
