/** What may be sent: the platform's own commands, and nothing else whoever asks. */
import { Socket } from 'node:net';
import { startSshDevice } from '@muster/lab/ssh/device';
import { Secret } from '@muster/uplink/secret';
import { expect, it, vi } from 'vitest';
import { platformNamed } from '../platforms.ts';
import { execLine } from './command-line.ts';
import { openConnection, type SshConnection } from './connection.ts';
import { hostKeysInMemory } from './host-key-file.ts';
import { Transcript } from './transcript.ts';

const platform = platformNamed('mikrotik-routeros');
if (platform === undefined) throw new Error('the platform is gone');

function sending(sent: string[]): SshConnection {
  return {
    identification: 'SSH-2.0-test',
    hostKey: { type: 'ssh-ed25519', fingerprint: 'SHA256:test' },
    oldAlgorithms: [],
    banner: '',
    openShell: () => Promise.reject(new Error('no shell here')),
    openExec: (command) => {
      sent.push(command);
      return Promise.reject(new Error('the line is closed'));
    },
    traffic: () => ({ bytesIn: 0, bytesOut: 0 }),
    close: async () => {},
  };
}

it.each(['/system reboot', 'system resource print; /user add name=x', ' ', 'configure terminal'])(
  'refuses to send %j',
  async (command) => {
    const sent: string[] = [];
    const line = execLine(sending(sent), platform, new Transcript([]));
    await expect(line.run(command)).rejects.toThrow("is not among the platform's commands");
    expect(sent).toEqual([]);
  },
);

it('sends what the platform lists', async () => {
  const sent: string[] = [];
  const line = execLine(sending(sent), platform, new Transcript([]));
  await line.run(platform.recognize.command);
  expect(sent).toEqual([platform.recognize.command]);
});

it('holds no small packet back (TCP_NODELAY)', async () => {
  const device = await startSshDevice();
  // The handle's own call: what the kernel is told, whichever way the option was given.
  const told: unknown[] = [];
  const connect = vi.spyOn(Socket.prototype, 'connect').mockImplementation(function (
    this: Socket,
    ...args: unknown[]
  ) {
    connect.mockRestore();
    const socket: Socket = Reflect.apply(Socket.prototype.connect, this, args);
    const handle: unknown = Reflect.get(socket, '_handle');
    if (typeof handle === 'object' && handle !== null) {
      const original: unknown = Reflect.get(handle, 'setNoDelay');
      Reflect.set(handle, 'setNoDelay', (on: unknown) => {
        told.push(on);
        if (typeof original === 'function') Reflect.apply(original, handle, [on]);
      });
    }
    return socket;
  });
  const opened = await openConnection(
    {
      host: '127.0.0.1',
      port: device.port,
      user: 'muster',
      password: new Secret('lab'),
      platform: 'auto',
    },
    hostKeysInMemory(),
    new AbortController().signal,
  );
  if (opened.kind === 'connected') await opened.connection.close();
  await device.close();
  expect(opened.kind).toBe('connected');
  expect(told).toContain(true);
});
