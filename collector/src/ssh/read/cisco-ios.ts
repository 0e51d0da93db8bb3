/** What IOS and IOS-XE print of themselves: version, stack members, modules, interfaces. */
import type { Row } from '../rows.ts';
import { linesOf, stated } from '../text/lines.ts';
import { blocksOf } from '../text/pairs.ts';
import { macOf } from './addresses.ts';
import { byColumn, byLabel, byPattern, DEVICE, UNIT } from './facts.ts';

const VERSION: readonly RegExp[] = [
  // The image's own version stands before that of the packages around it: "16.9.3", "15.2(4)E8".
  /^(?:Cisco )?IOS\b[^\n]*?Software[^\n]*?\([\w.-]+\)[^\n]*?Version\s+([^\s,]+)/im,
  /^Cisco IOS[ -]XE Software[^\n]*Version\s+([^\s,]+)/im,
  /Software[^\n]*\bVersion\s+([^\s,]+)/i,
];

const parseSystem = byPattern(DEVICE, {
  hostname: /^\s*(\S+) uptime is /m,
  version: VERSION,
  model: [
    /^Model number\s*:[ \t]*(\S+)/im,
    // "cisco WS-C3850-48U (MIPS) processor", "Cisco 1801 (MPC8500) processor", "cisco ISR4331/K9 (1RU) processor"
    /^\s*cisco\s+(?!IOS\b|Internetwork|Systems)([\w/+-]+)[^\n]*(?:processor|memory)/im,
    /^\s*cisco\s+(?!IOS\b|Internetwork|Systems)([\w/+-]+)\s+\(/im,
  ],
  serial: [/^System serial number\s*:[ \t]*(\S+)/im, /processor board ID\s+(\S+)/i],
  mac: /^Base ethernet MAC Address\s*:[ \t]*(\S+)/im,
});

const parseMember = byLabel(UNIT, {
  model: ['model number'],
  serial: ['system serial number'],
  mac: ['base ethernet mac address'],
  hardwareRevision: ['hardware board revision number'],
});

/** "show version": the device, and on stacks one block "Switch 02" per further member. */
export function parseIosVersion(text: string): readonly Row[] {
  const lines = linesOf(text);
  const members = blocksOf(lines, (line) => /^Switch \d+$/.test(line.trim()));
  const [device] = parseSystem(text);
  if (members.length === 0 || device === undefined) return device === undefined ? [] : [device];
  // The master's own block stands before the others, and is not headed.
  const master = /^\*\s*(\d+)\s/m.exec(text)?.[1] ?? '1';
  const rows: Row[] = [device];
  const own = ownMember(device, master);
  if (own !== undefined) rows.push(own);
  for (const block of members) {
    const slot = String(Number(/\d+/.exec(block[0] ?? '')?.[0]));
    for (const row of parseMember(block.join('\n'))) rows.push({ ...row, slot });
  }
  return rows;
}

function ownMember(device: Row, slot: string): Row | undefined {
  const { serial, model, mac } = device;
  if (serial === undefined) return undefined;
  return {
    is: 'unit',
    slot,
    serial,
    ...(model !== undefined && { model }),
    ...(mac !== undefined && { mac }),
  };
}

/** "show switch": number, role, MAC, hardware version, state of each member. */
export const parseIosSwitches: (text: string) => readonly Row[] = byColumn(
  UNIT,
  [
    [/^switch ?#?$|^switch#/, 'slot'],
    [/^role/, 'role'],
    [/mac/, 'mac'],
    [/h\/w|version/, 'hardwareRevision'],
    [/state/, 'state'],
  ],
  ['slot', 'role', 'mac'],
  ({ slot = '', ...row }) => {
    const number = /\d+/.exec(slot)?.[0];
    // The priority stands so close to the version that the two share a column.
    const revision = row.hardwareRevision?.split(' ').at(-1);
    const rest = { ...row, ...(revision !== undefined && { hardwareRevision: revision }) };
    return number === undefined ? undefined : { ...rest, slot: number };
  },
);

/** "show interfaces": one block a port, its burned-in address in parentheses. */
export function parseIosInterfaces(text: string): readonly Row[] {
  const rows: Row[] = [];
  for (const block of blocksOf(linesOf(text), (line) =>
    /^\S+ is (?:up|down|admin|reset|delet)/.test(line),
  )) {
    const body = block.join('\n');
    const name = /^\S+/.exec(body)?.[0];
    const mac = macOf(
      /\(bia ([\da-f.:]+)\)/i.exec(body)?.[1] ??
        /address(?: is|:)\s+([\da-f.:-]+)/i.exec(body)?.[1] ??
        '',
    );
    const description = stated(/^\s*Description:[ \t]*(.*)$/m.exec(body)?.[1]);
    const address = stated(/Internet address is (\S+)/i.exec(body)?.[1]);
    const state =
      /is (?:up|connected)\b/.test(block[0] ?? '') && /protocol is up/.test(block[0] ?? '')
        ? 'up'
        : 'down';
    if (name === undefined) continue;
    rows.push({
      is: 'interface',
      name,
      state,
      ...(mac !== undefined && { mac }),
      ...(description !== undefined && { description }),
      ...(address !== undefined && { address }),
    });
  }
  return rows;
}
