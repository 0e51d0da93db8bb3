/** From the configuration's `ssh` and `redfish` sections to what is polled. */
import { ConfigError } from '@muster/uplink/config-error';
import { CONFIG_DEFAULTS } from './config-parts.ts';
import type {
  RedfishSectionFile,
  SshCredentialsFile,
  SshJumpFile,
  SshSectionFile,
} from './config-ssh.ts';
import { hostsOf, named, type Poll, quietOf, rhythmOf } from './poll.ts';
import type { RedfishTarget, SshHop, SshTarget } from './target.ts';
import type { Vault } from './vault.ts';

type Here = Pick<SshTarget, 'site'>;
type Login = Omit<SshHop, 'host' | 'port' | 'hostKey' | 'legacy'> & Pick<SshTarget, 'enableSecret'>;

export async function sshPolls(
  ssh: SshSectionFile | undefined,
  here: Here,
  vault: Vault,
  quiet?: readonly string[],
): Promise<readonly Poll[]> {
  if (ssh === undefined) return [];
  const logins = new Map<string, Login>();
  for (const [name, each] of Object.entries(ssh.credentials ?? {})) {
    logins.set(name, await loginOf(each, `ssh.credentials.${name}`, vault));
  }
  const jumps = new Map(
    Object.entries(ssh.jumps ?? {}).map(([name, jump]) => {
      const login = named(logins, jump.credentials, `ssh.jumps.${name}.credentials`);
      return [name, hopOf(jump, login)] as const;
    }),
  );
  return ssh.targets.flatMap((target, index) => {
    const key = `ssh.targets.${index}`;
    const login = named(logins, target.credentials, `${key}.credentials`);
    const through = (target.through ?? []).map((name) => named(jumps, name, `${key}.through`));
    const port = target.port ?? CONFIG_DEFAULTS.sshPort;
    return hostsOf(target, key).map(({ host, isExpected }) => ({
      kind: 'ssh' as const,
      id: `ssh ${host}:${port}`,
      isExpected,
      ...rhythmOf(target, ssh, CONFIG_DEFAULTS.sshTimeout),
      quiet: quietOf(target, key, quiet),
      target: {
        host,
        port,
        platform: target.platform ?? 'auto',
        ...login,
        ...here,
        ...serverOf(target),
        ...(through.length > 0 && { jumps: through }),
      },
    }));
  });
}

function hopOf(jump: SshJumpFile, { enableSecret: _, ...login }: Login): SshHop {
  const port = jump.port ?? CONFIG_DEFAULTS.sshPort;
  return { host: jump.address, port, ...login, ...serverOf(jump) };
}

function serverOf({ hostKey, legacy }: Pick<SshJumpFile, 'hostKey' | 'legacy'>): Partial<SshHop> {
  return {
    ...(hostKey !== undefined && { hostKey }),
    ...(legacy !== undefined && { legacy }),
  };
}

async function loginOf(
  { user, password, key: privateKey, passphrase, agent, enable }: SshCredentialsFile,
  key: string,
  vault: Vault,
): Promise<Login> {
  if (password === undefined && privateKey === undefined && agent === undefined) {
    throw new ConfigError(key, 'needs a password, a key or an agent');
  }
  return {
    user,
    ...(password && { password: await vault.read(password, `${key}.password`) }),
    ...(privateKey && { privateKey: await vault.read(privateKey, `${key}.key`) }),
    ...(passphrase && { passphrase: await vault.read(passphrase, `${key}.passphrase`) }),
    ...(agent !== undefined && { agentSocket: vault.pathOf(agent) }),
    ...(enable && { enableSecret: await vault.read(enable, `${key}.enable`) }),
  };
}

export async function redfishPolls(
  redfish: RedfishSectionFile | undefined,
  here: Here,
  vault: Vault,
  quiet?: readonly string[],
): Promise<readonly Poll[]> {
  if (redfish === undefined) return [];
  const logins = new Map<string, Pick<RedfishTarget, 'user' | 'password'>>();
  for (const [name, { user, password }] of Object.entries(redfish.credentials ?? {})) {
    const read = await vault.read(password, `redfish.credentials.${name}.password`);
    logins.set(name, { user, password: read });
  }
  return redfish.targets.flatMap((target, index) => {
    const key = `redfish.targets.${index}`;
    const login = named(logins, target.credentials, `${key}.credentials`);
    const port = target.port ?? CONFIG_DEFAULTS.redfishPort;
    const { certificate } = target;
    return hostsOf(target, key).map(({ host, isExpected }) => ({
      kind: 'redfish' as const,
      id: `redfish ${host}:${port}`,
      isExpected,
      ...rhythmOf(target, redfish, CONFIG_DEFAULTS.redfishTimeout),
      quiet: quietOf(target, key, quiet),
      target: {
        host,
        port,
        ...login,
        ...here,
        ...(certificate !== undefined && { certificate }),
      },
    }));
  });
}
