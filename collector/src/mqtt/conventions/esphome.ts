/** ESPHome: each device describes itself, retained, under `esphome/discover/<name>`. */
import { parseMac } from '@muster/facts/mac';
import { isFields, present, presentOrNone, textAt } from '../../roster/fields.ts';
import { networkInterface } from '../../roster/network.ts';
import type { Statement } from '../../roster/statement.ts';
import type { Convention, Reader } from '../convention.ts';
import { realName } from '../real.ts';

const ID = 'esphome';

export const esphome: Convention = {
  id: ID,
  name: 'ESPHome',
  reference: 'https://esphome.io/components/mqtt.html',
  rules: [{ topic: 'esphome/discover/{name}', kind: 'state', read: readDiscovery }],
};

function readDiscovery(...[{ json }, { name = '' }]: Parameters<Reader>): readonly Statement[] {
  if (!isFields(json)) return [];
  const mac = parseMac(textAt(json, 'mac') ?? '');
  if (mac === undefined) return [];
  const project = textAt(json, 'project_version');
  // The framework's version where the maker gave its own firmware none.
  const version = realName('version', project ?? textAt(json, 'version'));
  const firmware = presentOrNone({ version });
  return [
    {
      kind: 'device',
      key: `${ID}:${mac}`,
      facts: {
        device: present({
          model: realName('model', textAt(json, 'board')),
          hostname: textAt(json, 'name') ?? name,
          baseMac: mac,
        }),
        ...(firmware && { firmware }),
        interfaces: networkInterface(networkOf(textAt(json, 'network')), {
          mac,
          addresses: [json.ip],
        }),
        extension: present({
          name: textAt(json, 'friendly_name') ?? textAt(json, 'name'),
          platform: textAt(json, 'platform'),
          frameworkVersion: textAt(json, 'version'),
          project: textAt(json, 'project_name'),
        }),
      },
      // The default prefix is the name; another one is not told here.
      voices: [{ topic: `${name}/status`, kind: 'availability' }],
    },
  ];
}

function networkOf(told: string | undefined): string {
  return told === 'wifi' || told === 'ethernet' ? told : 'network';
}
