import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readDhcp } from './dhcp.ts';
import { VENDOR_CLASSES } from './dhcp-classes.ts';
import { parseLeases, readLeases } from './leases.ts';
import { MdnsReader } from './mdns.ts';
import { parseNeighborTable, readNeighbors } from './neighbors.ts';
import { parseDescription, parseSsdp, readSsdp } from './ssdp.ts';

const mac = 'a0:b1:c2:d3:e4:f5';

describe('readDhcp', () => {
  it('states what a client says, and no more', () => {
    const statement = readDhcp({
      type: 'request',
      mac,
      address: '192.0.2.7',
      hostname: 'reception-3',
      vendorClass: 'Cisco Systems, Inc. IP Phone CP-8841',
      parameters: [1, 3, 6],
    });
    expect(statement).toMatchObject({
      kind: 'device',
      key: `dhcp:${mac}`,
      facts: {
        class: 'phone',
        device: { hostname: 'reception-3', vendor: 'Cisco', model: 'CP-8841', baseMac: mac },
        interfaces: [{ mac, addresses: ['192.0.2.7'] }],
        extension: { parameters: '1,3,6' },
      },
    });
  });

  it('keeps a randomised address out of the device', () => {
    const statement = readDhcp({ type: 'discover', mac: 'da:b1:c2:d3:e4:f5' });
    expect(statement.kind === 'device' && statement.facts.device).toEqual({});
  });

  it('takes a release as leaving', () => {
    expect(readDhcp({ type: 'release', mac })).toEqual({ kind: 'removed', key: `dhcp:${mac}` });
  });

  it.each(VENDOR_CLASSES.map((rule) => [rule.example, rule] as const))(
    'knows the vendor class %s by one rule, the first',
    (example, rule) => {
      expect(VENDOR_CLASSES.find(({ pattern }) => pattern.test(example))).toBe(rule);
    },
  );
});

describe('MdnsReader', () => {
  const host = 'printer-9.local';
  const instance = 'Hall printer._ipp._tcp.local';
  const srv = { name: instance, ttlSeconds: 120, type: 'SRV', target: host, port: 631 } as const;
  const txt = {
    name: instance,
    ttlSeconds: 4500,
    type: 'TXT',
    texts: { ty: 'Bela LaserPress 9', usb_mfg: 'Bela', note: 'Hall' },
  } as const;
  const a = { name: host, ttlSeconds: 120, type: 'A', address: '192.0.2.5' } as const;

  it('brings a host and its services together', () => {
    const statements = new MdnsReader().read({
      records: [srv, txt, a],
      sender: '192.0.2.5',
      senderMac: mac,
    });
    expect(statements).toMatchObject([
      { key: `mdns:${host}`, facts: { interfaces: [{ mac, addresses: ['192.0.2.5'] }] } },
      {
        key: `mdns:${host}`,
        facts: {
          class: 'printer',
          location: 'Hall',
          device: { hostname: 'printer-9', vendor: 'Bela', model: 'Bela LaserPress 9' },
        },
      },
    ]);
  });

  it('knows a service’s host from an earlier message', () => {
    const reader = new MdnsReader();
    reader.read({ records: [srv], sender: '192.0.2.5' });
    expect(reader.read({ records: [txt], sender: '192.0.2.5' })).toHaveLength(1);
    expect(new MdnsReader().read({ records: [txt], sender: '192.0.2.5' })).toEqual([]);
  });

  it('does not give a reflector’s MAC to the host it speaks of', () => {
    const [statement] = new MdnsReader().read({
      records: [a],
      sender: '192.0.2.1',
      senderMac: mac,
    });
    expect(JSON.stringify(statement)).not.toContain(mac);
  });

  it('reads the MAC that Avahi writes into a workstation’s name', () => {
    const name = `reception-3 [${mac}]._workstation._tcp.local`;
    const statements = new MdnsReader().read({
      records: [
        { name, ttlSeconds: 120, type: 'SRV', target: 'reception-3.local', port: 9 },
        { name, ttlSeconds: 120, type: 'TXT', texts: {} },
      ],
      sender: '192.0.2.9',
    });
    expect(statements).toMatchObject([
      { facts: { device: { baseMac: mac, hostname: 'reception-3' } } },
    ]);
  });
});

describe('SSDP', () => {
  const notify = [
    'NOTIFY * HTTP/1.1',
    'HOST: 239.255.255.250:1900',
    'NTS: ssdp:alive',
    'LOCATION: http://192.0.2.8:80/desc.xml',
    'SERVER: Linux UPnP/1.0 Bela/2.1',
    'USN: uuid:4D696E69-444C-164E-9D41-A0B1C2D3E4F5::upnp:rootdevice',
  ].join('\r\n');

  it('reads an announcement', () => {
    const message = parseSsdp(notify);
    expect(message).toEqual({
      kind: 'alive',
      device: 'uuid:4d696e69-444c-164e-9d41-a0b1c2d3e4f5',
      location: 'http://192.0.2.8:80/desc.xml',
      server: 'Linux UPnP/1.0 Bela/2.1',
    });
    expect(message && readSsdp(message, '192.0.2.8', mac)).toMatchObject({
      key: 'ssdp:uuid:4d696e69-444c-164e-9d41-a0b1c2d3e4f5',
      facts: { interfaces: [{ mac, addresses: ['192.0.2.8'] }] },
    });
  });

  it('takes a goodbye as not knowing', () => {
    const message = parseSsdp(notify.replace('ssdp:alive', 'ssdp:byebye'));
    expect(message && readSsdp(message, '192.0.2.8', undefined).kind).toBe('away');
  });

  it.each([
    'M-SEARCH * HTTP/1.1\r\nMAN: "ssdp:discover"',
    'NOTIFY * HTTP/1.1\r\nNTS: ssdp:alive',
    '',
  ])('takes nothing from %j', (text) => {
    expect(parseSsdp(text)).toBeUndefined();
  });

  it('reads the root device of a description, not the embedded ones', () => {
    const facts = parseDescription(
      `<root><device><friendlyName>Hall &amp; stairs</friendlyName><manufacturer>Bela</manufacturer>
       <modelName>BV-4</modelName><serialNumber>BV4-0001</serialNumber><deviceList><device>
       <modelName>Other</modelName></device></deviceList></device></root>`,
    );
    expect(facts).toMatchObject({
      device: { vendor: 'Bela', model: 'BV-4', serial: 'BV4-0001' },
      extension: { name: 'Hall & stairs' },
    });
  });

  it('takes a MAC in the place of the serial as what it is', () => {
    const facts = parseDescription('<device><serialNumber>A0B1C2D3E4F5</serialNumber></device>');
    expect(facts?.device).toEqual({ baseMac: mac });
  });

  it('survives any text', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        parseSsdp(text);
        parseDescription(`<device>${text}`);
      }),
    );
  });
});

describe('the neighbor table', () => {
  it('is one device per MAC, and news only while it answers', () => {
    const entries = parseNeighborTable(
      [
        `192.0.2.7 dev eth0 lladdr ${mac} REACHABLE`,
        `fe80::1 dev eth0 lladdr ${mac} router STALE`,
        '192.0.2.8 dev eth0 lladdr a0:b1:c2:d3:e4:f6 STALE',
        '192.0.2.9 dev eth0 FAILED',
        '192.0.2.1 dev eth0 lladdr 00:00:5e:00:01:0a REACHABLE',
      ].join('\n'),
    );
    expect(readNeighbors(entries)).toMatchObject([
      {
        isNews: true,
        statement: {
          key: `arp:${mac}`,
          facts: { interfaces: [{ mac, addresses: ['192.0.2.7', 'fe80::1'] }] },
        },
      },
      { isNews: false, statement: { key: 'arp:a0:b1:c2:d3:e4:f6' } },
    ]);
  });
});

describe('leases', () => {
  const nowMs = Date.UTC(2026, 0, 1);
  const isc = `lease 192.0.2.7 {
  ends 4 2026/01/01 12:00:00;
  binding state active;
  hardware ethernet ${mac};
  client-hostname "reception-3";
}
lease 192.0.2.8 {
  ends 4 2025/12/31 12:00:00;
  binding state active;
  hardware ethernet a0:b1:c2:d3:e4:f6;
}
lease 192.0.2.9 {
  ends never;
  binding state free;
  hardware ethernet a0:b1:c2:d3:e4:f7;
}
`;
  const kea = `address,hwaddr,client_id,valid_lifetime,expire,subnet_id,fqdn_fwd,fqdn_rev,hostname,state
192.0.2.7,${mac},,3600,1767268800,1,0,0,reception-3.,0
192.0.2.8,a0:b1:c2:d3:e4:f6,,3600,1767268800,1,0,0,,1
`;
  const dnsmasq = `1767268800 ${mac} 192.0.2.7 reception-3 01:${mac}\n1 a0:b1:c2:d3:e4:f6 192.0.2.8 * *\nduid 00:01\n`;

  it.each([
    ['isc-dhcpd', isc],
    ['kea', kea],
    ['dnsmasq', dnsmasq],
  ] as const)('of %s give the devices that have one now', (format, text) => {
    expect(readLeases(parseLeases(format, text), nowMs)).toMatchObject([
      {
        key: `lease:${mac}`,
        facts: { device: { hostname: 'reception-3' }, interfaces: [{ addresses: ['192.0.2.7'] }] },
      },
    ]);
    expect(readLeases(parseLeases(format, text), nowMs)).toHaveLength(1);
  });

  it.each(['isc-dhcpd', 'kea', 'dnsmasq'] as const)('survive any text as %s', (format) => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        parseLeases(format, text);
      }),
    );
  });
});
