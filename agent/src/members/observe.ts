/**
 * A sighting from what other tools recorded of a host: `inventory --from` over a folder of their
 * outputs. Each member is recognized by what it holds rather than by its name, read into the same
 * shapes as on a live host, and merged by the same rules.
 */
import type { Sighting } from '@muster/facts/observation';
import { parseDmidecode } from '@muster/hosts/dmidecode/smbios';
import { isDmidecodeText } from '@muster/hosts/dmidecode/text';
import { decodeEdid } from '@muster/hosts/edid/edid';
import { monitorOf } from '@muster/hosts/edid/monitor';
import { type Findings, mergeFindings } from '@muster/hosts/findings';
import { hardwareOf } from '@muster/hosts/hardware';
import { openTreeHost } from '@muster/hosts/host/tree';
import { fruFindings, isFruText, parseFru } from '@muster/hosts/ipmi/fru';
import { parseCpuinfo } from '@muster/hosts/linux/cpu';
import { smbios as smbiosProbe } from '@muster/hosts/linux/smbios';
import { profilerFindings } from '@muster/hosts/macos/facts';
import { isIoregText, parseIoreg } from '@muster/hosts/macos/ioreg';
import { isPlist } from '@muster/hosts/macos/plist';
import { parseProfiler } from '@muster/hosts/macos/profiler';
import { registryFindings } from '@muster/hosts/macos/registry';
import { sightingOf } from '@muster/hosts/sighting';
import { decodeSmbios } from '@muster/hosts/smbios/decode';
import { decodeDump, decodeEntryPoint } from '@muster/hosts/smbios/entry-point';
import { instancesOfComputerInfo, isComputerInfo } from '@muster/hosts/windows/computer-info';
import { windowsFindings } from '@muster/hosts/windows/facts';
import type { Instance, Instances } from '@muster/hosts/windows/instances';
import { isRegistryText, parseRegistryText, valueIn } from '@muster/hosts/windows/reg-text';
import { parseScriptReply } from '@muster/hosts/windows/script';
import { classOfFile, parseWmiText } from '@muster/hosts/windows/wmi-text';
import { baseName, type Member, memberText } from './member.ts';

/** More files than any capture has. */
export const MEMBERS_MAX = 4096;

export interface MembersSighting {
  readonly sighting: Sighting;
  /** Members that no reader knows. */
  readonly unknown: readonly string[];
}

interface Reader {
  readonly kind: string;
  readonly profile: string;
  readonly matches: (member: Member) => boolean;
  /** All members of this kind together. */
  readonly read: (members: readonly Member[]) => Promise<Findings> | Findings;
}

/** The most trusted first: of two values for one fact the first holds. */
const readers: readonly Reader[] = [
  {
    kind: 'smbios dump',
    profile: 'smbios',
    matches: ({ bytes }) => decodeEntryPoint(bytes) !== undefined && bytes.length > 64,
    read: (members) =>
      mergeEach(members, ({ bytes }) => {
        const dump = decodeDump(bytes);
        return dump === undefined ? {} : hardwareOf(decodeSmbios(dump), 'smbios');
      }),
  },
  {
    kind: 'dmidecode text',
    profile: 'smbios',
    matches: (member) => isDmidecodeText(startOf(member)),
    read: (members) =>
      mergeEach(members, (member) => hardwareOf(parseDmidecode(memberText(member)), 'dmidecode')),
  },
  {
    kind: 'dmi/id folder',
    profile: 'linux',
    matches: (member) => DMI_IDS.has(baseName(member)),
    read: (members) => {
      const files = new Map(
        members.map((member) => [`/sys/class/dmi/id/${baseName(member)}`, member.bytes]),
      );
      return smbiosProbe.read(openTreeHost({ platform: 'linux', files }));
    },
  },
  {
    kind: 'system_profiler',
    profile: 'macos',
    matches: (member) => parseProfiler(memberText(member)) !== undefined,
    read: (members) =>
      mergeEach(members, (member) => {
        const report = parseProfiler(memberText(member));
        return report === undefined ? {} : profilerFindings(report);
      }),
  },
  {
    kind: 'ioreg',
    profile: 'macos',
    matches: (member) => {
      const text = memberText(member);
      return isIoregText(text) || (isPlist(text) && parseIoreg(text).length > 0);
    },
    // One registry, asked for in parts: the expert and the firmware may be in different members.
    read: (members) =>
      registryFindings(members.flatMap((member) => parseIoreg(memberText(member)))),
  },
  {
    kind: 'windows',
    profile: 'windows',
    matches: (member) =>
      classOfFile(member.name) !== undefined ||
      isRegistryText(startOf(member)) ||
      windowsReply(member) !== undefined,
    read: readWindows,
  },
  {
    kind: 'ipmitool fru print',
    profile: 'ipmi',
    matches: (member) => isFruText(startOf(member)),
    read: (members) => mergeEach(members, (member) => fruFindings(parseFru(memberText(member)))),
  },
  {
    kind: 'cpuinfo',
    profile: 'linux',
    matches: (member) => /^(?:processor|cpu)\s*:/im.test(startOf(member)),
    read: (members) => mergeEach(members, (member) => parseCpuinfo(memberText(member))),
  },
  {
    kind: 'edid',
    profile: 'edid',
    matches: ({ bytes }) => decodeEdid(bytes) !== undefined,
    read: (members) => ({
      components: members.flatMap(({ bytes }) => {
        const edid = decodeEdid(bytes);
        return edid === undefined ? [] : [monitorOf(edid, undefined)];
      }),
    }),
  },
];

/** The agent's own script's reply, or what Get-ComputerInfo prints. */
function windowsReply(member: Member): Instances | undefined {
  const text = memberText(member);
  if (!/^\ufeff?\s*\{/.test(text)) return undefined;
  const reply = parseScriptReply(text);
  if (reply !== undefined) return reply.instances;
  try {
    // Consoles pad lines with blanks, which break strings that were folded.
    const value: unknown = JSON.parse(text.replace(/^\ufeff/, '').replace(/ {2,}\r?\n/g, '\n'));
    return isComputerInfo(value) ? instancesOfComputerInfo(value) : undefined;
  } catch {
    return undefined;
  }
}

/** All classes together: the firmware's facts are spread over several. */
function readWindows(members: readonly Member[]): Findings {
  const instances = new Map<string, readonly Instance[]>();
  let table: Uint8Array | undefined;
  for (const member of members) {
    const className = classOfFile(member.name);
    const text = memberText(member);
    if (isRegistryText(text)) {
      const value = valueIn(parseRegistryText(text), '\\mssmbios\\data', 'SMBiosData');
      if (value instanceof Uint8Array) table ??= value;
    } else if (className !== undefined) {
      instances.set(className.toLowerCase(), parseWmiText(text));
    } else {
      table ??= parseScriptReply(text)?.table;
      for (const [name, each] of windowsReply(member) ?? [])
        if (!instances.has(name)) instances.set(name, each);
    }
  }
  return windowsFindings(instances, table);
}

const DMI_IDS = new Set(
  ['bios', 'board', 'chassis', 'product'].flatMap((part) =>
    [
      'vendor',
      'version',
      'date',
      'name',
      'serial',
      'asset_tag',
      'type',
      'uuid',
      'sku',
      'family',
    ].map((fact) => `${part}_${fact}`),
  ),
).add('sys_vendor');

/** Enough to recognize a text by. */
function startOf(member: Member): string {
  return memberText({ ...member, bytes: member.bytes.subarray(0, 8192) });
}

function mergeEach(members: readonly Member[], read: (member: Member) => Findings): Findings {
  return mergeFindings(members.map(read));
}

export async function observeMembers(
  members: readonly Member[],
  options: { readonly key?: string; readonly observedAt: Date },
): Promise<MembersSighting> {
  const byReader = new Map<Reader, Member[]>();
  const unknown: string[] = [];
  for (const member of members.slice(0, MEMBERS_MAX)) {
    const reader = readers.find(({ matches }) => matches(member));
    if (reader === undefined) unknown.push(member.name);
    else byReader.set(reader, [...(byReader.get(reader) ?? []), member]);
  }
  const findings: Findings[] = [];
  let profile: string | undefined;
  for (const reader of readers) {
    const own = byReader.get(reader);
    if (own === undefined) continue;
    profile ??= reader.profile;
    findings.push(await reader.read(own));
  }
  const sighting = sightingOf(findings, { ...options, profile: profile ?? 'capture' });
  return { sighting, unknown };
}
