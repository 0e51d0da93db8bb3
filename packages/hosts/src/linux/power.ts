/** Batteries and mains from /sys/class/power_supply. No privilege needed. */
import type { Component, Power } from '@muster/facts/observation';
import { type Host, namesIn, readLine, readNumber } from '../host/host.ts';
import { sound } from '../identity.ts';
import { present, presentGroup } from '../present.ts';
import type { Probe } from '../probe.ts';

const SUPPLIES = '/sys/class/power_supply';

export const power: Probe = {
  name: 'power',
  hint: 'a battery whose controller does not answer; a cold start often helps',
  read: async (host) => {
    const batteries: Component[] = [];
    let stated: Power | undefined;
    let isOnMains = false;
    for (const name of await namesIn(host, SUPPLIES)) {
      const at = `${SUPPLIES}/${name}`;
      const type = await readLine(host, `${at}/type`);
      if (type === 'Mains' || type === 'USB')
        isOnMains ||= (await readNumber(host, `${at}/online`)) === 1;
      // Scope Device: the battery of a mouse or a headset, not of the host.
      if (type !== 'Battery' || (await readLine(host, `${at}/scope`)) === 'Device') continue;
      if ((await readNumber(host, `${at}/present`)) === 0) continue;
      const battery = await readBattery(host, at, name);
      batteries.push(battery.component);
      stated ??= battery.power;
    }
    if (batteries.length === 0) return {};
    const source = isOnMains ? 'mains' : 'battery';
    return { components: batteries, power: { ...stated, powerSource: source } };
  },
};

async function readBattery(
  host: Host,
  at: string,
  name: string,
): Promise<{ readonly component: Component; readonly power: Power }> {
  const text = (file: string) => readLine(host, `${at}/${file}`);
  const design = await readEnergy(host, at, 'full_design');
  const serial = sound('serial', await text('serial_number'));
  const cycles = await readNumber(host, `${at}/cycle_count`);
  const percent = await readNumber(host, `${at}/capacity`);
  const technology = await text('technology');
  const component = present<Component>({
    kind: 'battery',
    key: `battery:${name}`,
    slot: name,
    vendor: sound('vendor', await text('manufacturer')),
    model: sound('model', await text('model_name')),
    serial,
    details: presentGroup<{ chemistry?: string; designCapacityMilliwattHours?: number }>({
      chemistry: technology === 'Unknown' ? undefined : technology,
      designCapacityMilliwattHours: design,
    }),
  });
  const power = present<Power>({
    batteryPercent: percent === undefined || percent < 0 || percent > 100 ? undefined : percent,
    batterySerial: serial,
    // Firmware that does not count says 0 for ever.
    cycleCount: cycles === undefined || cycles <= 0 ? undefined : cycles,
    designCapacityMilliwattHours: design,
    fullCapacityMilliwattHours: await readEnergy(host, at, 'full'),
  });
  return { component, power };
}

/** Microwatt-hours; or microampere-hours, which the design voltage turns into energy. */
async function readEnergy(host: Host, at: string, which: string): Promise<number | undefined> {
  const energy = await readNumber(host, `${at}/energy_${which}`);
  if (energy !== undefined && energy > 0) return Math.round(energy / 1000);
  const charge = await readNumber(host, `${at}/charge_${which}`);
  const voltage = await readNumber(host, `${at}/voltage_min_design`);
  if (!charge || !voltage || charge < 0 || voltage < 0) return undefined;
  return Math.round((charge * voltage) / 1e9);
}
