/**
 * The process that asks systeminformation on systems for which there are no readers of our own
 * (FreeBSD, OpenBSD, …). A process of its own, since the library starts shells, blocks its loop
 * and has no time limits. Prints one JSON object.
 */
import {
  baseboard,
  bios,
  chassis,
  cpu,
  diskLayout,
  networkInterfaces,
  osInfo,
  system,
  uuid,
} from 'systeminformation';

const answers = await Promise.allSettled([
  system(),
  bios(),
  baseboard(),
  chassis(),
  cpu(),
  osInfo(),
  uuid(),
  diskLayout(),
  networkInterfaces(),
]);
const names = ['system', 'bios', 'baseboard', 'chassis', 'cpu', 'osInfo', 'uuid', 'disks', 'nets'];
const report = Object.fromEntries(
  answers.map((answer, index) => [
    names[index] ?? '',
    answer.status === 'fulfilled' ? answer.value : undefined,
  ]),
);
process.stdout.write(JSON.stringify(report));
