/** What is plugged in, as one text: when it changes, a dock or a monitor has come or gone. */
import { type Host, namesIn, readLine } from '@muster/hosts/host/host';
import { isPassingInterface } from '@muster/hosts/linux/network';

/** Cheap enough for every minute. Empty on systems that have no such folders. */
export async function readPlugged(host: Host): Promise<string> {
  const parts = [...(await namesIn(host, '/sys/bus/usb/devices'))];
  for (const name of await namesIn(host, '/sys/class/drm'))
    if (name.includes('-'))
      parts.push(`${name}=${await readLine(host, `/sys/class/drm/${name}/status`)}`);
  const interfaces = await namesIn(host, '/sys/class/net');
  parts.push(...interfaces.filter((name) => !isPassingInterface(name)));
  parts.push(...(await namesIn(host, '/sys/bus/thunderbolt/devices')));
  return parts.join(' ');
}
