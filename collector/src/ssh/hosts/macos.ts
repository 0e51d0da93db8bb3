/** A Mac without an agent: system_profiler's report and the interfaces, in one round trip. */
import { macKindOf, parseMac } from '@muster/facts/mac';
import type { NetworkInterface } from '@muster/facts/observation';
import { classOf } from '@muster/hosts/device-class';
import { mergeFindings } from '@muster/hosts/findings';
import { profilerFindings } from '@muster/hosts/macos/facts';
import { parseIoreg } from '@muster/hosts/macos/ioreg';
import { parseProfiler } from '@muster/hosts/macos/profiler';
import { registryFindings } from '@muster/hosts/macos/registry';
import { definedOf } from '../../json.ts';
import { tidyText, tidyTexts } from '../../tidy-text.ts';
import type { HostFacts } from './host-facts.ts';
import { readOf, type Section, scriptOf, sectionsOf } from './sections.ts';

const SECTIONS: readonly Section[] = [
  { name: 'uname', command: 'uname -r; uname -m' },
  { name: 'sw_vers', command: 'sw_vers' },
  { name: 'hostname', command: 'scutil --get LocalHostName' },
  {
    name: 'profiler',
    command:
      'system_profiler -json SPHardwareDataType SPMemoryDataType SPNVMeDataType SPSerialATADataType SPDisplaysDataType SPPowerDataType 2>/dev/null',
  },
  { name: 'ioreg', command: 'ioreg -r -w0 -d2 -c IOPlatformExpertDevice -a' },
  { name: 'interfaces', command: 'ifconfig -a' },
];

export const MACOS_SCRIPT: string = scriptOf(SECTIONS);

export function readMacHost(output: string): HostFacts | undefined {
  const sections = sectionsOf(output);
  const version = sections.get('sw_vers') ?? '';
  const product = /^ProductName:\s*(.+)$/m.exec(version)?.[1];
  if (product === undefined) return undefined;
  const report = parseProfiler(sections.get('profiler') ?? '');
  const found = tidyTexts(
    mergeFindings([
      report === undefined ? {} : profilerFindings(report),
      registryFindings(parseIoreg(sections.get('ioreg') ?? '')),
    ]),
  );
  const [kernel, architecture] = (sections.get('uname') ?? '').split('\n');
  const hostname = readOf(sections.get('hostname'));
  const isGuest = /^VirtualMac/.test(found.device?.model ?? '');
  const kind = classOf(found.device?.formFactor, isGuest ? 'guest' : 'machine');
  const more = { ...found.more, ...definedOf({ architecture }) };
  const { firmware, components = [], candidates = [] } = found;
  return {
    ...(kind !== undefined && { class: kind }),
    device: {
      vendor: 'Apple Inc.',
      ...found.device,
      ...definedOf({ hostname: hostname.kind === 'text' ? hostname.text : undefined }),
    },
    os: {
      name: tidyText(product) ?? 'macOS',
      ...definedOf({
        version: /^ProductVersion:\s*(.+)$/m.exec(version)?.[1],
        build: /^BuildVersion:\s*(.+)$/m.exec(version)?.[1],
        kernel,
      }),
    },
    ...(firmware !== undefined && { firmware }),
    components,
    interfaces: interfacesOf(sections.get('interfaces') ?? ''),
    ...(candidates.length > 0 && { candidates }),
    ...(Object.keys(more).length > 0 && { more }),
  };
}

const INTERFACES_MAX = 1024;

/** ifconfig of the BSDs; only what has an address of its own can be met on a network. */
function interfacesOf(text: string): readonly NetworkInterface[] {
  const found: NetworkInterface[] = [];
  for (const block of text.split(/^(?=\S+: flags=)/m).slice(0, INTERFACES_MAX)) {
    const name = tidyText(/^(\S+): flags=/.exec(block)?.[1]);
    const mac = parseMac(/^\s+ether ([0-9a-f:]{17})/m.exec(block)?.[1] ?? '');
    if (name === undefined || mac === undefined) continue;
    const addresses = [...block.matchAll(/^\s+inet6? ([0-9a-f.:]{2,45})/gm)].map(
      ([, address = '']) => address,
    );
    const status = /^\s+status: (active|inactive)/m.exec(block)?.[1];
    found.push({
      name,
      mac,
      macKind: macKindOf(mac, { interfaceName: name }),
      ...(addresses.length > 0 && { addresses: addresses.slice(0, 256) }),
      ...(status !== undefined && { up: status === 'active' }),
    });
  }
  return found;
}
