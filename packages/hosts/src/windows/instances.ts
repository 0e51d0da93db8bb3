/**
 * What Windows' management instrumentation says: classes with instances with properties. The
 * agent's own script, dumps of WMI tools and Get-ComputerInfo all become this one shape.
 */

export type Instance = Readonly<Record<string, unknown>>;

/** By class name in lower case: tools spell them differently (Win32_BIOS, Win32_Bios). */
export type Instances = ReadonlyMap<string, readonly Instance[]>;

export function instancesOf(instances: Instances, className: string): readonly Instance[] {
  return instances.get(className.toLowerCase()) ?? [];
}

export function firstOf(instances: Instances, className: string): Instance {
  return instancesOf(instances, className)[0] ?? {};
}

/** A property as text: trimmed, absent when empty. Lists give their first item. */
export function textIn(instance: Instance, ...names: readonly string[]): string | undefined {
  for (const name of names) {
    const value = instance[name];
    const single = Array.isArray(value) ? value[0] : value;
    if (typeof single === 'number' || typeof single === 'boolean') return String(single);
    if (typeof single === 'string' && single.trim() !== '') return single.trim();
  }
  return undefined;
}

/** A whole number of at least 0, written as number or in decimal. */
export function countIn(instance: Instance, ...names: readonly string[]): number | undefined {
  const text = textIn(instance, ...names);
  const value = text === undefined || !/^\d+$/.test(text) ? undefined : Number(text);
  return value !== undefined && Number.isSafeInteger(value) ? value : undefined;
}

export function flagIn(instance: Instance, name: string): boolean | undefined {
  const text = textIn(instance, name)?.toLowerCase();
  return text === 'true' || text === '1'
    ? true
    : text === 'false' || text === '0'
      ? false
      : undefined;
}

export function listIn(instance: Instance, name: string): readonly string[] {
  const value = instance[name];
  const items = Array.isArray(value) ? value : value === undefined || value === null ? [] : [value];
  return items.map(String).filter((item) => item.trim() !== '');
}
