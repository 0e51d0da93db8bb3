/** Get-ComputerInfo of PowerShell: one flat object whose names begin with the class they are from. */
import type { Instance, Instances } from './instances.ts';

/** Prefixes of the object's properties and the classes they repeat. */
const PREFIXES: Readonly<Record<string, string>> = {
  Bios: 'Win32_BIOS',
  Cs: 'Win32_ComputerSystem',
  Os: 'Win32_OperatingSystem',
};

/** Spellings that differ from the class's own property; the missing i is Microsoft's. */
const RENAMED: Readonly<Record<string, string>> = {
  BiosSeralNumber: 'SerialNumber',
  BiosSMBIOSBIOSVersion: 'SMBIOSBIOSVersion',
  OsName: 'Caption',
};

export function isComputerInfo(value: unknown): value is Instance {
  return typeof value === 'object' && value !== null && 'WindowsProductName' in value;
}

export function instancesOfComputerInfo(info: Instance): Instances {
  const classes = new Map<string, Record<string, unknown>>();
  for (const [name, value] of Object.entries(info)) {
    const prefix = Object.keys(PREFIXES).find((each) => name.startsWith(each));
    const className = prefix === undefined ? undefined : PREFIXES[prefix]?.toLowerCase();
    if (prefix === undefined || className === undefined) continue;
    const instance = classes.get(className) ?? {};
    instance[RENAMED[name] ?? name.slice(prefix.length)] = value;
    classes.set(className, instance);
  }
  return new Map([...classes].map(([className, instance]) => [className, [instance]]));
}
