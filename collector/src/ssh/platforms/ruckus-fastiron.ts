/** Ruckus and Brocade FastIron (ICX), and NetIron's kin: units of a stack in "show version". */
import type { Platform } from '../platform.ts';
import { byPattern, DEVICE } from '../read/facts.ts';
import type { Row } from '../rows.ts';
import { twoModes } from './dialects.ts';

const parseSystem = byPattern(DEVICE, {
  version: [/^\s*SW: Version (\S+)/im, /^\s*(?:IronWare|System)[^\n]*Version\s+V?(\S+)/im],
  // NetIron tells the chassis in one line: "System: NetIron MLX (Serial #: …,  Part #: …)".
  serial: /^\s*System:[^\n]*\(Serial #:[ \t]*([\w-]+)/im,
  model: [/^\s*HW:[ \t]*(?:Stackable )?(\S.*?)\s*$/im, /^\s*System:[ \t]*(\S.*?)\s*(?:\(|$)/im],
});

/** "UNIT 1: SL 1: ICX7150-48PF … Management Module" and below it "Serial  #: FEE3816Q018". */
function parseUnits(text: string): readonly Row[] {
  const rows: Row[] = [];
  for (const block of text.split(/^=+\s*$/m)) {
    const head = /^\s*(?:UNIT (\d+): )?SL (\S+): (\S+)(.*)$/m.exec(block);
    if (head === null) continue;
    const [, unit, slot = '', model = '', rest = ''] = head;
    const serial = /^\s*Serial\s*#\s*:[ \t]*(\S+)/im.exec(block)?.[1];
    const isMain = /management module/i.test(rest) && serial !== undefined;
    const facts = { model, ...(serial !== undefined && { serial }) };
    if (isMain)
      rows.push(
        unit === undefined ? { is: 'device', ...facts } : { is: 'unit', slot: unit, ...facts },
      );
    else rows.push({ is: 'part', part: 'module', slot: `${unit ?? '1'}/${slot}`, ...facts });
  }
  return rows;
}

function parseVersion(text: string): readonly Row[] {
  const units = parseUnits(text);
  return [...parseSystem(text), ...units];
}

export const ruckusFastiron: Platform = {
  id: 'ruckus-fastiron',
  aliases: [
    'brocade-fastiron',
    'fastiron',
    'ironware',
    'icx',
    'brocade-netiron',
    'extreme-netiron',
  ],
  vendor: 'Ruckus',
  os: 'FastIron',
  class: 'switch',
  channel: 'shell',
  dialect: {
    ...twoModes({ setup: ['skip-page-display'], leave: ['exit', 'exit'] }),
    modes: [
      { name: 'user', prompt: /^(?:SSH@|telnet@)?[^\s>]{1,80}> ?$/ },
      {
        name: 'privileged',
        prompt: /^(?:SSH@\S{1,80}|[\w.@/:~-]{1,80})# ?$/,
        enter: { from: 'user', command: 'enable' },
      },
    ],
  },
  recognize: {
    greeting: /^SSH@\S+[#>]/m,
    command: 'show version',
    output: /Brocade Communications|Ruckus Networks|FastIron|IronWare|NetIron/,
  },
  commands: {
    version: ['show version'],
    lldp: ['show lldp neighbors detail'],
    mac: ['show mac-address'],
    arp: ['show arp'],
  },
  parsers: [{ command: /^show version/, parse: parseVersion }],
};
