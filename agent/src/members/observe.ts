/**
 * A sighting from what other tools recorded of a host: `inventory --from` over a folder of their
 * outputs. Each member is recognized by what it holds rather than by its name, read into the same
 * shapes as on a live host, and merged by the same rules.
 */
import type { Sighting } from '@muster/facts/observation';
import { parseDmidecode } from '../dmidecode/smbios.ts';
import { isDmidecodeText } from '../dmidecode/text.ts';
import { decodeEdid } from '../edid/edid.ts';
import { monitorOf } from '../edid/monitor.ts';
import { type Findings, mergeFindings } from '../findings.ts';
import { hardwareOf } from '../hardware.ts';
import { openTreeHost } from '../host/tree.ts';
import { parseCpuinfo } from '../linux/cpu.ts';
import { smbios as smbiosProbe } from '../linux/smbios.ts';
import { sightingOf } from '../sighting.ts';
import { decodeSmbios } from '../smbios/decode.ts';
import { decodeDump, decodeEntryPoint } from '../smbios/entry-point.ts';
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
    kind: 'cpuinfo',
    profile: 'linux',
    matches: (member) => /^processor\s*:|^cpu\s*:/m.test(startOf(member)),
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
  options: { readonly key: string; readonly observedAt: Date },
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
