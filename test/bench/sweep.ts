/**
 * A sweep of a /16 in which two of a hundred addresses answer: the command as a process of its own,
 * at a bounded rate, against simulated devices on 127.77.0.0/16. The yardstick is the time in which
 * so many packets leave at that rate.
 */
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { type SnmpDevice, startSnmpDevice } from '../../packages/lab/src/snmp/responder.ts';
import { parseSnmprec } from '../../packages/lab/src/snmp/rows.ts';
import type { Benchmark } from './report.ts';

const COLLECTOR = fileURLToPath(
  new URL('../../collector/bin/muster-collector.js', import.meta.url),
);
const ADDRESSES = 65_534;
const DEVICES = 1310;
const RATE = 2000;
/** Not the usual one, which needs privileges. */
const PORT = 16_161;
const rows = parseSnmprec(
  [
    '1.3.6.1.2.1.1.1.0|4|A device made for this benchmark',
    '1.3.6.1.2.1.1.2.0|6|1.3.6.1.4.1.99999.1',
    '1.3.6.1.2.1.1.5.0|4|lab',
  ].join('\n'),
);

export const bench: Benchmark = async (progress) => {
  progress(`starting ${DEVICES} devices`);
  const devices: SnmpDevice[] = [];
  try {
    for (let i = 0; i < DEVICES; i += 1) {
      const host = 1 + i * Math.floor(ADDRESSES / DEVICES);
      const address = `127.77.${host >> 8}.${host & 255}`;
      devices.push(await startSnmpDevice({ communities: { public: rows }, address, port: PORT }));
    }
    progress(`sweeping 127.77.0.0/16 at ${RATE} packets a second`);
    const startedMs = performance.now();
    const found = await sweep();
    const seconds = (performance.now() - startedMs) / 1000;
    const bare = ADDRESSES / RATE;
    return {
      figures: [
        { name: 'a /16 swept, identified and asked for neighbors', value: seconds, unit: 's' },
        { name: `found of ${DEVICES}`, value: found, unit: '' },
      ],
      ratios: [
        { name: 'time', value: seconds / bare, yardstick: 'the packets alone', target: '< 2' },
        { name: 'found', value: found / DEVICES, yardstick: 'all of them', target: '1' },
      ],
    };
  } finally {
    await Promise.all(devices.map((device) => device.close()));
  }
};

/** @returns how many it told of by name */
function sweep(): Promise<number> {
  const args = ['sweep', '127.77.0.0/16', '--port', `${PORT}`, '--rate', `${RATE}`, '--json'];
  const env = { ...process.env, MUSTER_SNMP_COMMUNITY: 'public' };
  return new Promise((resolve, reject) => {
    execFile(
      process.execPath,
      [COLLECTOR, ...args],
      { env, maxBuffer: 64 * 1024 * 1024 },
      (error, stdout, stderr) => {
        if (error !== null) reject(new Error(stderr));
        else resolve(stdout.split('\n').filter((line) => line.includes('"hostname":"lab"')).length);
      },
    );
  });
}
