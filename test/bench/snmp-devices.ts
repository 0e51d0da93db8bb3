/**
 * The simulated switches of the SNMP benchmark, in a process of their own: so many 48-port switches
 * on ports of loopback. Prints `{ "ports": [...], "varbinds": n }` and serves until its standard
 * input ends.
 */

import { startSnmpDevice } from '../../packages/lab/src/snmp/responder.ts';
import { parseSnmprec } from '../../packages/lab/src/snmp/rows.ts';

/** What agents on loopback send at most: as most switches do, an Ethernet frame's worth. */
const MESSAGE_BYTES = 1472;

const count = Number(process.argv[2] ?? 128);
const rows = parseSnmprec(switchRecording());
const devices = await Promise.all(
  Array.from({ length: count }, () =>
    startSnmpDevice({ communities: { public: rows }, maxMessageBytes: MESSAGE_BYTES }),
  ),
);
process.stdout.write(
  `${JSON.stringify({ ports: devices.map(({ port }) => port), varbinds: rows.length })}\n`,
);
process.stdin.resume();
process.stdin.on('end', () => process.exit(0));

/** A switch with 48 ports, 100 physical entities, 12 neighbors, 900 learned addresses and 400 in ARP. */
function switchRecording(): string {
  const lines: string[] = [
    '1.3.6.1.2.1.1.1.0|4|Bench B-4800 switch, version 7.2.1, made for this benchmark',
    '1.3.6.1.2.1.1.2.0|6|1.3.6.1.4.1.99999.48',
    '1.3.6.1.2.1.1.5.0|4|bench-switch',
    '1.3.6.1.2.1.1.6.0|4|loopback',
    '1.3.6.1.6.3.10.2.1.1.0|4x|8000007a030200000000f1',
  ];
  const put = (
    column: string,
    index: string | number,
    type: string,
    value: string | number,
  ): void => {
    lines.push(`${column}.${index}|${type}|${value}`);
  };
  const entity = '1.3.6.1.2.1.47.1.1.1.1';
  for (let i = 1; i <= 100; i++) {
    const kind = i === 1 ? 3 : i < 10 ? 9 : i < 40 ? 10 : 8;
    put(`${entity}.2`, i, '4', `part ${i} of the switch`);
    put(`${entity}.7`, i, '4', `part ${i}`);
    // Ports and sensors have names, and empty cells where boards have numbers.
    for (const column of [8, 9, 10, 12, 13]) {
      put(`${entity}.${column}`, i, '4', i < 10 ? `B-4800-${column}` : '');
    }
    put(`${entity}.4`, i, '2', i === 1 ? 0 : 1);
    put(`${entity}.5`, i, '2', kind);
    put(`${entity}.6`, i, '2', i);
    put(`${entity}.11`, i, '4', i < 10 ? `BENCH24${String(i).padStart(4, '0')}K` : '');
    put(`${entity}.16`, i, '2', 1);
  }
  for (let i = 1; i <= 50; i++) {
    put('1.3.6.1.2.1.2.2.1.2', i, '4', `GigabitEthernet1/0/${i}`);
    put('1.3.6.1.2.1.2.2.1.3', i, '2', 6);
    put('1.3.6.1.2.1.2.2.1.5', i, '66', 1_000_000_000);
    put('1.3.6.1.2.1.2.2.1.6', i, '4x', `0200000000${i.toString(16).padStart(2, '0')}`);
    put('1.3.6.1.2.1.2.2.1.8', i, '2', 1 + (i % 2));
    put('1.3.6.1.2.1.31.1.1.1.1', i, '4', `Gi1/0/${i}`);
    put('1.3.6.1.2.1.31.1.1.1.15', i, '66', 1000);
    put('1.3.6.1.2.1.31.1.1.1.18', i, '4', `desk ${i}`);
    put('1.3.6.1.2.1.17.1.4.1.2', i, '2', i);
    put('1.0.8802.1.1.2.1.3.7.1.2', i, '2', 5);
    put('1.0.8802.1.1.2.1.3.7.1.3', i, '4', `Gi1/0/${i}`);
    put('1.0.8802.1.1.2.1.3.7.1.4', i, '4', `GigabitEthernet1/0/${i}`);
  }
  for (let i = 1; i <= 12; i++) {
    const remote = '1.0.8802.1.1.2.1.4.1.1';
    put(`${remote}.4`, `0.${i}.1`, '2', 4);
    put(`${remote}.5`, `0.${i}.1`, '4x', `0200000001${i.toString(16).padStart(2, '0')}`);
    put(`${remote}.6`, `0.${i}.1`, '2', 5);
    for (const column of [7, 8, 9, 10]) put(`${remote}.${column}`, `0.${i}.1`, '4', `phone ${i}`);
    put(`${remote}.12`, `0.${i}.1`, '4x', '2400');
  }
  for (let i = 1; i <= 900; i++) {
    const mac = `2.0.0.1.${Math.floor(i / 256)}.${i % 256}`;
    put('1.3.6.1.2.1.17.7.1.2.2.1.2', `10.${mac}`, '2', 1 + (i % 48));
  }
  put('1.3.6.1.2.1.17.7.1.4.2.1.3', '0.10', '66', 10);
  for (let i = 1; i <= 400; i++) {
    put(
      '1.3.6.1.2.1.4.22.1.2',
      `1.10.0.${Math.floor(i / 256)}.${i % 256}`,
      '4x',
      `02000001${i.toString(16).padStart(4, '0')}`,
    );
  }
  return lines.join('\n');
}
