/** A simulated SSH device of the lab: an IOS-like stack behind a real SSH server on loopback. */
import { type CommandLineDevice, serveCommandLine } from './command-line.ts';
import { iosLikeDevice } from './ios-like.ts';
import { type SshServer, type SshServerOptions, startSshServer } from './server.ts';

export interface SshDeviceOptions extends Omit<SshServerOptions, 'shell'> {
  /** The stack of `ios-like.ts` where absent. */
  readonly device?: CommandLineDevice;
}

export interface SshDevice extends SshServer {
  readonly hostname: string;
}

/** Starts it. The user is "muster" and the password "lab" unless told otherwise. */
export async function startSshDevice(options: SshDeviceOptions = {}): Promise<SshDevice> {
  const device = options.device ?? iosLikeDevice();
  const server = await startSshServer({
    user: 'muster',
    password: 'lab',
    identification: 'Cisco-1.25',
    ...options,
    shell: (terminal) => serveCommandLine(terminal, device),
  });
  return { ...server, hostname: device.hostname };
}
