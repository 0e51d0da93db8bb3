/**
 * The devices of the `ssh` benchmark, in a process of their own so that their CPU time is not the
 * collector's: prints their ports as JSON on one line, ends with its standard input.
 */
import { startSshDevice } from '@muster/lab/ssh/device';
import { iosLikeDevice } from '@muster/lab/ssh/ios-like';
import { linuxLikeExec } from '@muster/lab/ssh/linux-like';
import { makeHostKey } from '@muster/lab/ssh/server';

const count = Number(process.argv[2] ?? 1);
const hostKey = makeHostKey();
const hosts: number[] = [];
const switches: number[] = [];
for (let index = 0; index < count; index += 1) {
  const serial = `FOC${String(index).padStart(8, '0')}`;
  const device = iosLikeDevice({ serials: [serial] });
  const exec = (command: string) => {
    const output = device.outputs[command];
    return { output: output ?? '% Invalid input' };
  };
  switches.push((await startSshDevice({ device, hostKey, exec })).port);
  const host = await startSshDevice({
    hostKey,
    identification: 'OpenSSH_9.2p1 Debian-2',
    exec: linuxLikeExec({ serial }),
  });
  hosts.push(host.port);
}
const hung = await startSshDevice({
  hostKey,
  device: { ...iosLikeDevice(), habits: { hangsAfter: 'terminal length 0' } },
});

process.stdout.write(`${JSON.stringify({ hosts, switches, hung: hung.port })}\n`);
process.stdin.resume();
process.stdin.on('end', () => process.exit(0));
