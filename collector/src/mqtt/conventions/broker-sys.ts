/**
 * Who is connected to an EMQX broker, as it tells on its own topics: the only way to see a client
 * that publishes nothing about itself. Mosquitto tells numbers only. Client ids are names that
 * programs choose: they identify nothing but the client.
 */
import { isFields, present, textAt } from '../../roster/fields.ts';
import { networkInterface } from '../../roster/network.ts';
import type { Statement } from '../../roster/statement.ts';
import type { Convention, Reader } from '../convention.ts';

const ID = 'broker-sys';

export const brokerSys: Convention = {
  id: ID,
  name: 'Clients of an EMQX broker',
  reference: 'https://docs.emqx.com/en/emqx/latest/observability/mqtt-system-topics.html',
  rules: [
    { topic: '$SYS/brokers/{node}/clients/{client}/connected', kind: 'event', read: readConnected },
    {
      topic: '$SYS/brokers/{node}/clients/{client}/disconnected',
      kind: 'event',
      read: readDisconnected,
    },
  ],
};

/** `{"clientid","username","ipaddress","proto_ver","connected_at",…}`; older versions say `peername`. */
function readConnected(...[{ json }, { client = '' }]: Parameters<Reader>): readonly Statement[] {
  if (!isFields(json)) return [];
  const [, peer] = /^(.*):\d+$/.exec(textAt(json, 'peername') ?? '') ?? [];
  const address = textAt(json, 'ipaddress') ?? peer;
  // A program on the broker's own host: whatever it is, it is no device of its own.
  if (address === undefined || /^(?:127\.|::1$|::ffff:127\.)/.test(address)) {
    return [{ kind: 'nothing' }];
  }
  return [
    {
      kind: 'device',
      key: `${ID}:${client}`,
      facts: {
        interfaces: networkInterface('network', { addresses: [address] }),
        extension: present({ clientId: client, user: textAt(json, 'username') }),
      },
    },
  ];
}

function readDisconnected(
  ...[{ json }, { client = '' }]: Parameters<Reader>
): readonly Statement[] {
  return isFields(json) ? [{ kind: 'away', key: `${ID}:${client}` }] : [];
}
