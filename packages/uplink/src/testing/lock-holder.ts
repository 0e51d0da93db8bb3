/** A process that takes the lock of the folder in its argument and holds it until it is killed. */
import { acquireLock } from '../lock.ts';

await acquireLock(process.argv[2] ?? '.');
process.stdout.write('held\n');
setInterval(() => undefined, 60_000);
