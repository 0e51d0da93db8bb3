/**
 * Tables that a device prints as a document (JSON, XML). Rows are the objects that have the fact
 * a row cannot be without; the rest is looked for nearby: in the object, below it, then above it.
 */
import { isIP } from 'node:net';
import type { Parser } from '../platform.ts';
import type { Row } from '../rows.ts';
import { documentOf, type Node, nodesOf } from '../text/document.ts';
import { stated } from '../text/lines.ts';
import { macOf } from './addresses.ts';
import { type Entity, inventoryRows } from './cisco-inventory.ts';
import type { Facts } from './facts.ts';

/** Reads a document where the output is one, else as the parser given reads text. */
export function documentOr(read: (nodes: readonly Node[]) => readonly Row[], text: Parser): Parser {
  return (output) => {
    const document = documentOf(output);
    return document === undefined ? text(output) : read(nodesOf(document));
  };
}

const MAC_KEY = /^(?:.*(?:mac|hardware|hw|l2|lladdr|linklayer)(?:addr(?:ess)?)?|lladdr)$/;
const PORT_KEY =
  /^(?:.*(?:interface|interfacename|ifname|interfacehandle)|macinterfaces|dev|intf(?:out)?|(?:disp)?port|ports?list)$/;
const ADDRESS_KEY = /(?:address|addr|ip|dst|hostname|ipaddrout)$/;
const VLAN_KEY = /(?:vlanid|vlan|bridgedomainname)$/;

export function fdbOf(nodes: readonly Node[]): readonly Row[] {
  return nodes.flatMap((node) => {
    const mac = own(node, /^address$/, isMac) ?? own(node, MAC_KEY, isMac);
    if (mac === undefined) return [];
    const port = near(node, PORT_KEY, isName);
    const vlan = near(node, VLAN_KEY, (text) => /^\d{1,4}(?:[:/].*)?$/.test(text));
    return [
      {
        is: 'fdb' as const,
        mac: macOf(mac) ?? mac,
        ...(port !== undefined && { port }),
        ...(vlan !== undefined && { vlan: vlan.replace(/[:/].*$/, '') }),
      },
    ];
  });
}

export function arpOf(nodes: readonly Node[]): readonly Row[] {
  return nodes.flatMap((node) => {
    const mac = own(node, MAC_KEY, isMac);
    const address = near(node, ADDRESS_KEY, (text) => isIP(text) !== 0);
    if (address === undefined || (mac === undefined && !node.facts.has('dst'))) return [];
    const port = near(node, PORT_KEY, isName);
    return [
      {
        is: 'arp' as const,
        address,
        ...(mac !== undefined && { mac: macOf(mac) ?? mac }),
        ...(port !== undefined && { port }),
      },
    ];
  });
}

const NEIGHBOR_KEYS: readonly (readonly [keyof Facts, RegExp])[] = [
  [
    'port',
    /^(?:.*local(?:interface|port|intf)(?:id|name)?|receivinginterfacename|lportid|l?portid)$/,
  ],
  ['chassisId', /chassisid$/],
  ['systemName', /(?:systemname|sysname|neighbordevice|deviceid|remotesystemname)$/],
  ['portDescription', /(?:portdescription|portdesc|interfacedescription)$/],
  ['description', /(?:systemdescription|sysdescr|sysdesc)$/],
  ['platform', /^(?:platform|platformid)$/],
];

/** An object that tells of a neighbor: its own port is told in it, or is the key it stands under. */
export function neighborsOfDocument(
  nodes: readonly Node[],
  protocol: NonNullable<Row['protocol']>,
): readonly Row[] {
  return nodes.flatMap((node) => {
    const names = [
      own(node, /chassisid$/, isName),
      own(node, /(?:systemname|sysname|neighbordevice)$/, isName),
    ];
    if (names.every((name) => name === undefined)) return [];
    const facts: Facts = {};
    for (const [field, key] of NEIGHBOR_KEYS) {
      const value = near(node, key, isName, field === 'port');
      if (value !== undefined) facts[field] = value;
    }
    const portId =
      near(node, /(?:remoteportid|portiddetail|neighborport|interfaceidv2|interfaceid)$/, isName) ??
      own(node, /^portid$/, isName);
    // EOS calls both sides' ports by one word: "port" and "neighborPort".
    const short = node.facts.has('neighbordevice') ? own(node, /^port$/, isName) : undefined;
    const port = own(node, /localinterface$/, isName) ?? short ?? keyAbove(node) ?? facts.port;
    const address = near(
      node,
      /(?:managementaddress|mgmtip|ipv4address|mgmtaddr|address)$/,
      (text) => isIP(text) !== 0,
      false,
    );
    if (port === undefined) return [];
    return [
      {
        is: 'neighbor' as const,
        protocol,
        ...facts,
        port,
        ...(portId !== undefined && { portId: portId.replaceAll('"', '') }),
        ...(address !== undefined && { address }),
      },
    ];
  });
}

/** EOS and others list neighbors under the port's name. */
function keyAbove(node: Node): string | undefined {
  for (let at: Node | undefined = node; at !== undefined; at = at.parent) {
    if (/^[A-Za-z][A-Za-z-]*\d[\w/.:-]*$/.test(at.key)) return at.key;
  }
  return undefined;
}

/** The device, and what "show inventory" lists, from a document. */
export function identityOfDocument(nodes: readonly Node[]): readonly Row[] {
  const rows: Row[] = [];
  const entities: Entity[] = [];
  const device: Facts = {};
  for (const node of nodes) {
    const put = (field: keyof Facts, key: RegExp) => {
      const value = own(node, key, isName);
      if (value !== undefined) device[field] ??= value;
    };
    put('hostname', /^host-?name$/);
    put('version', /^(?:sysverstr|nxosverstr|kickstartverstr|osversion|version|junosversion)$/);
    put('model', /^(?:chassisid|modelname|hardwaremodel|productmodel)$/);
    const serial = own(
      node,
      /^(?:serialnum(?:ber)?|procboardid|serial|systemserialnumber)$/,
      isName,
    );
    const model = own(node, /^(?:productid|modelname|model|partnumber)$/, isName);
    if (node.facts.has('procboardid')) {
      if (serial !== undefined) device.serial ??= serial;
    } else if (serial !== undefined || model !== undefined) {
      entities.push(entityOf(node, serial, model));
    }
    const version = own(node, /^softwarerevision$/, isName);
    if (version !== undefined) device.version ??= version;
  }
  if (device.serial === undefined && entities.length === 1) rows.push(...single(entities[0]));
  else rows.push(...inventoryRows(entities));
  return Object.keys(device).length > 0 ? [{ is: 'device', ...device }, ...rows] : rows;
}

/** One entity alone is the device. */
function single(entity: Entity | undefined): readonly Row[] {
  if (entity === undefined) return [];
  const { serial, model, name } = entity;
  return [
    {
      is: 'device',
      ...(name !== undefined && { name }),
      ...(model !== undefined && { model }),
      ...(serial !== undefined && { serial }),
    },
  ];
}

function entityOf(node: Node, serial: string | undefined, model: string | undefined): Entity {
  const name = near(node, /^name$/, isName);
  const description = own(node, /^(?:desc|description|descr)$/, isName);
  const hardwareRevision = own(node, /^(?:vendorid|hardwarerevision)$/, isName);
  return { name, description, model, hardwareRevision, serial };
}

function isName(text: string): boolean {
  return stated(text) !== undefined && text.length <= 512;
}

function isMac(text: string): boolean {
  return macOf(text) !== undefined;
}

function own(node: Node, key: RegExp, fits: (text: string) => boolean): string | undefined {
  for (const [name, text] of node.facts) {
    if (key.test(name) && fits(text)) return stated(text);
  }
  return undefined;
}

/** How far below and above an object its row may be spread. */
const NEAR = 3;

function near(
  node: Node,
  key: RegExp,
  fits: (text: string) => boolean,
  goesUp = true,
): string | undefined {
  const inside = within(node, key, fits, NEAR);
  if (inside !== undefined || !goesUp) return inside;
  let above = node.parent;
  for (let steps = 0; above !== undefined && steps < NEAR; steps += 1) {
    const found = own(above, key, fits);
    if (found !== undefined) return found;
    above = above.parent;
  }
  return undefined;
}

function within(
  node: Node,
  key: RegExp,
  fits: (text: string) => boolean,
  depth: number,
): string | undefined {
  const here = own(node, key, fits);
  if (here !== undefined || depth === 0) return here;
  for (const child of node.children) {
    const found = within(child, key, fits, depth - 1);
    if (found !== undefined) return found;
  }
  return undefined;
}
