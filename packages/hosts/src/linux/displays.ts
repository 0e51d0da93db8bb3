/** Monitors: the EDID that the kernel read from each connector. No privilege needed. */
import type { Component } from '@muster/facts/observation';
import { decodeEdid } from '../edid/edid.ts';
import { monitorOf } from '../edid/monitor.ts';
import { namesIn } from '../host/host.ts';
import type { Probe } from '../probe.ts';

const DRM = '/sys/class/drm';
/** "card0-HDMI-A-1": the rest are cards and render nodes. */
const CONNECTOR = /^card\d+-(.+)$/;

export const displays: Probe = {
  name: 'displays',
  read: async (host) => {
    const components: Component[] = [];
    for (const name of await namesIn(host, DRM)) {
      const connector = CONNECTOR.exec(name)?.[1];
      if (connector === undefined) continue;
      const edid = await host.readBytes(`${DRM}/${name}/edid`);
      if (edid.kind !== 'read' || edid.value.length === 0) continue;
      const decoded = decodeEdid(edid.value);
      if (decoded !== undefined) components.push(monitorOf(decoded, connector));
    }
    return { components };
  },
};
