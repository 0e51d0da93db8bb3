/**
 * system_profiler's plain text, for reports of people and of systems before 10.15: headings by
 * indentation, "Label: value" below them. Labels are turned into the field names of the JSON.
 */
import type { ProfilerItem, ProfilerReport } from './profiler.ts';

/** Headings at the margin and the data types they are. */
const SECTIONS: Readonly<Record<string, string>> = {
  Hardware: 'SPHardwareDataType',
  Memory: 'SPMemoryDataType',
  'Graphics/Displays': 'SPDisplaysDataType',
  Power: 'SPPowerDataType',
  USB: 'SPUSBDataType',
  Thunderbolt: 'SPThunderboltDataType',
  'Serial-ATA': 'SPSerialATADataType',
  'SATA/SATA Express': 'SPSerialATADataType',
  SATA: 'SPSerialATADataType',
  NVMExpress: 'SPNVMeDataType',
  Software: 'SPSoftwareDataType',
  Network: 'SPNetworkDataType',
};

/** Labels that are not the field's name with blanks for underscores. */
const FIELDS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  SPHardwareDataType: {
    'Model Name': 'machine_name',
    'Machine Name': 'machine_name',
    'Model Identifier': 'machine_model',
    'Machine Model': 'machine_model',
    'Model Number': 'model_number',
    'Processor Name': 'cpu_type',
    'CPU Type': 'cpu_type',
    Chip: 'chip_type',
    'Number of Processors': 'packages',
    'Number Of Processors': 'packages',
    'Number Of CPUs': 'packages',
    'Total Number of Cores': 'number_processors',
    'Total Number Of Cores': 'number_processors',
    Memory: 'physical_memory',
    'Boot ROM Version': 'boot_rom_version',
    'System Firmware Version': 'boot_rom_version',
    'SMC Version (system)': 'SMC_version_system',
    'Serial Number': 'serial_number',
    'Serial Number (system)': 'serial_number',
    'Hardware UUID': 'platform_UUID',
  },
  SPMemoryDataType: {
    Size: 'dimm_size',
    Type: 'dimm_type',
    Speed: 'dimm_speed',
    Status: 'dimm_status',
    Manufacturer: 'dimm_manufacturer',
    'Part Number': 'dimm_part_number',
    'Serial Number': 'dimm_serial_number',
  },
  SPSoftwareDataType: {
    'System Version': 'os_version',
    'Kernel Version': 'kernel_version',
    'Computer Name': 'local_host_name',
    'User Name': 'user_name',
  },
  SPPowerDataType: {
    'Serial Number': 'sppower_battery_serial_number',
    Manufacturer: 'sppower_battery_manufacturer',
    'Device Name': 'sppower_battery_device_name',
    'Device name': 'sppower_battery_device_name',
    'Cycle Count': 'sppower_battery_cycle_count',
    'Cycle count': 'sppower_battery_cycle_count',
  },
};

export function isProfilerText(text: string): boolean {
  return Object.keys(SECTIONS).some((name) =>
    new RegExp(
      `^(?:${name.replace(/[/]/g, '\\/')}):[ \\t]*\\r?\\n\\s*\\r?\\n {2,}\\S.*:`,
      'm',
    ).test(text.slice(0, 65_536)),
  );
}

interface Heading {
  readonly indent: number;
  readonly item: Record<string, unknown>;
}

export function parseProfilerText(text: string): ProfilerReport {
  const report = new Map<string, ProfilerItem[]>();
  let section: { readonly type: string; readonly headings: Heading[] } | undefined;
  for (const line of text.split(/\r?\n/)) {
    if (line.trim() === '') continue;
    const indent = line.length - line.trimStart().length;
    const content = line.trim();
    if (indent === 0) {
      const type = SECTIONS[content.replace(/:$/, '')];
      section = type === undefined ? undefined : { type, headings: [] };
      if (type !== undefined && !report.has(type)) report.set(type, []);
      continue;
    }
    if (section !== undefined) readLine(section, report.get(section.type) ?? [], indent, content);
  }
  return report;
}

/** A line ending in a colon opens an item; the indentation says below which. */
function readLine(
  { type, headings }: { readonly type: string; readonly headings: Heading[] },
  top: ProfilerItem[],
  indent: number,
  content: string,
): void {
  while ((headings.at(-1)?.indent ?? -1) >= indent) headings.pop();
  const above = headings.at(-1);
  const [, label, value] = /^(.+?):\s+(.+)$/.exec(content) ?? [];
  if (label !== undefined && value !== undefined && above !== undefined) {
    above.item[FIELDS[type]?.[label] ?? fieldName(label)] ??= value;
    return;
  }
  if (!content.endsWith(':')) return;
  const item: Record<string, unknown> = { _name: content.slice(0, -1) };
  if (above === undefined) top.push(item);
  else if (Array.isArray(above.item._items)) above.item._items.push(item);
  else above.item._items = [item];
  headings.push({ indent, item });
}

function fieldName(label: string): string {
  return label.toLowerCase().replace(/[^a-z0-9]+/g, '_');
}
