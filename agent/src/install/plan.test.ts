import { describe, expect, it } from 'vitest';
import { placesOf } from './places.ts';
import { planInstall, planUninstall } from './plan.ts';
import type { InstallRequest, Situation } from './request.ts';
import type { Step } from './step.ts';

const plain: InstallRequest = { start: true, restart: false };
const full: InstallRequest = {
  ...plain,
  reconciler: 'https://inventory.example:8420',
  token: 'tok-1',
};

function situation(platform: Situation['platform'], rest: Partial<Situation> = {}): Situation {
  const paths = {
    linux: '/usr/bin/muster-agent',
    darwin: '/usr/local/bin/muster-agent',
    win32: 'C:\\Program Files\\Muster\\muster-agent.exe',
  };
  return {
    platform,
    places: placesOf(platform, {}),
    program: { kind: 'executable', path: paths[platform] },
    config: undefined,
    managed: {},
    hasPackagedUnits: false,
    enabled: undefined,
    ...rest,
  };
}

function stepsOf(request: InstallRequest, found: Situation): readonly Step[] {
  const plan = planInstall(request, found);
  if (plan.kind === 'refused') throw new Error(plan.reason);
  return plan.steps;
}

function textOf(steps: readonly Step[], path: string): string {
  const step = steps.find((each) => each.kind === 'file' && each.path === path);
  if (step?.kind !== 'file') throw new Error(`${path} is not written`);
  const { content } = step;
  return typeof content === 'string' ? content : new TextDecoder('utf-16le').decode(content);
}

const commandsOf = (steps: readonly Step[]): readonly string[] =>
  steps.flatMap((step) => (step.kind === 'command' ? [`${step.file} ${step.args.join(' ')}`] : []));

const pathsOf = (steps: readonly Step[], kind: Step['kind']): readonly string[] =>
  steps.flatMap((step) => (step.kind === kind && step.kind !== 'command' ? [step.path] : []));

const TIMER_UNIT = '/etc/systemd/system/muster-agent-once.timer';

describe('the plan of an installation', () => {
  it.each([
    ['linux', '/etc/muster/agent.yaml', '/etc/muster/enrolment-token'],
    [
      'darwin',
      '/Library/Application Support/Muster/agent.yaml',
      '/Library/Application Support/Muster/enrolment-token',
    ],
    ['win32', 'C:\\ProgramData\\Muster\\agent.yaml', 'C:\\ProgramData\\Muster\\enrolment-token'],
  ] as const)(
    'on %s names address, token and data in the configuration',
    (platform, config, token) => {
      const steps = stepsOf(full, situation(platform));
      const text = textOf(steps, config);
      expect(text).toContain('reconciler: https://inventory.example:8420');
      expect(text).toContain(`tokenFile: ${token}`);
      expect(text).toContain(`data: ${placesOf(platform, {}).data}`);
      const secret = steps.find((step) => step.kind === 'file' && step.path === token);
      expect(secret).toMatchObject({ mode: 0o600, content: 'tok-1\n' });
    },
  );

  it.each([
    ['linux', ['systemctl start muster-agent.service']],
    ['darwin', ['/bin/launchctl bootstrap system /Library/LaunchDaemons/org.muster.agent.plist']],
    ['win32', ['schtasks.exe /Run /TN \\Muster\\Agent']],
  ] as const)('on %s starts the agent, unless it is told not to', (platform, started) => {
    expect(commandsOf(stepsOf(full, situation(platform)))).toEqual(
      expect.arrayContaining([...started]),
    );
    const unstarted = commandsOf(stepsOf({ ...full, start: false }, situation(platform)));
    expect(unstarted).not.toEqual(expect.arrayContaining([...started]));
  });

  it.each(['linux', 'darwin', 'win32'] as const)(
    'on %s leaves an agent that knows no reconciler unstarted',
    (platform) => {
      const plan = planInstall(plain, situation(platform));
      expect(plan).toMatchObject({ kind: 'steps', hasReconciler: false });
      const commands = commandsOf(plan.kind === 'steps' ? plan.steps : []);
      expect(commands.filter((each) => /\b(?:start|bootstrap|\/Run)\b/.test(each))).toEqual([]);
    },
  );

  it('starts an agent whose reconciler the organization names by policy', () => {
    const managed = { reconciler: 'https://a.example' };
    expect(planInstall(plain, situation('win32', { managed }))).toMatchObject({
      hasReconciler: true,
    });
  });

  it('sets a timer by the period that the organization names, before that of the file', () => {
    const found = situation('linux', { config: 'every: 1h\n', managed: { every: '4h' } });
    const timer = textOf(stepsOf({ ...full, mode: 'timer' }, found), TIMER_UNIT);
    expect(timer).toMatch(/=4h$/m);
  });

  it('keeps what an administrator wrote, comments included', () => {
    const config =
      '# ours\nreconciler: https://a.example\nlog: warn # less noise\ndata: /srv/muster\n';
    const text = textOf(
      stepsOf({ ...plain, site: 'Oslo' }, situation('linux', { config })),
      '/etc/muster/agent.yaml',
    );
    expect(text).toBe(`${config}site: Oslo\n`);
  });

  it('refuses a configuration that it cannot read, instead of replacing it', () => {
    const plan = planInstall(plain, situation('linux', { config: 'reconciler: [\n' }));
    expect(plan.kind).toBe('refused');
  });

  it.each([
    [undefined, undefined, 'daemon'],
    [undefined, 'timer', 'timer'],
    ['daemon', 'timer', 'daemon'],
    ['timer', 'daemon', 'timer'],
  ] as const)('asked for %s where %s is enabled becomes a %s', (mode, enabled, expected) => {
    const plan = planInstall({ ...full, ...(mode && { mode }) }, situation('linux', { enabled }));
    expect(plan).toMatchObject({ mode: expected });
  });

  it('enables one unit and disables the other', () => {
    const steps = stepsOf({ ...full, mode: 'timer' }, situation('linux'));
    expect(pathsOf(steps, 'link')).toEqual([
      '/etc/systemd/system/timers.target.wants/muster-agent-once.timer',
    ]);
    expect(pathsOf(steps, 'absent')).toEqual([
      '/etc/systemd/system/multi-user.target.wants/muster-agent.service',
    ]);
    expect(commandsOf(steps)).toContain('systemctl stop muster-agent.service');
  });

  it('takes period and spread of the timer from the configuration', () => {
    const config = 'every: 90m\nspread: 45s\n';
    const steps = stepsOf({ ...full, mode: 'timer' }, situation('linux', { config }));
    const timer = textOf(steps, '/etc/systemd/system/muster-agent-once.timer');
    expect(timer).toContain('OnUnitActiveSec=90m');
    expect(timer).toContain('RandomizedDelaySec=45s');
  });

  it('leaves the services to a package that has brought them', () => {
    const steps = stepsOf(full, situation('linux', { hasPackagedUnits: true }));
    expect(pathsOf(steps, 'file')).not.toContain('/etc/systemd/system/muster-agent.service');
    expect(steps).toContainEqual({
      kind: 'link',
      path: '/etc/systemd/system/multi-user.target.wants/muster-agent.service',
      target: '/usr/lib/systemd/system/muster-agent.service',
    });
  });

  it.each([
    ['linux', { kind: 'executable', path: '/tmp/muster-agent' }, '/usr/local/bin/muster-agent'],
    [
      'linux',
      { kind: 'module', node: '/usr/bin/node', path: '/root/muster-agent-0.1.0.mjs' },
      '/usr/local/bin/muster-agent.mjs',
    ],
    [
      'win32',
      { kind: 'executable', path: 'C:\\Users\\ann\\Downloads\\muster-agent.exe' },
      'C:\\Program Files\\Muster\\muster-agent.exe',
    ],
  ] as const)('on %s moves a program out of a download folder', (platform, program, to) => {
    const steps = stepsOf(full, situation(platform, { program }));
    expect(steps).toContainEqual({ kind: 'copy', path: to, mode: 0o755, from: program.path });
  });

  it('starts a program where a package put it', () => {
    const steps = stepsOf(full, situation('linux'));
    expect(pathsOf(steps, 'copy')).toEqual([]);
    expect(textOf(steps, '/etc/systemd/system/muster-agent.service')).toContain(
      'ExecStart=/usr/bin/muster-agent run --config /etc/muster/agent.yaml\n',
    );
  });

  it('closes the folder on Windows before the token comes to lie in it', () => {
    const steps = stepsOf(full, situation('win32'));
    const closed = steps.findIndex((step) => step.kind === 'command' && step.file === 'icacls.exe');
    const token = steps.findIndex((step) => step.kind === 'file' && /token$/.test(step.path));
    expect(closed).toBeGreaterThan(-1);
    expect(token).toBeGreaterThan(closed);
  });
});

describe('the plan of a removal', () => {
  it.each(['linux', 'darwin', 'win32'] as const)(
    'on %s keeps configuration and identity, unless it purges',
    (platform) => {
      const found = situation(platform);
      const { config, token, data } = found.places;
      const kept = planUninstall({ purge: false, keepProgram: false }, found);
      expect(pathsOf(kept, 'absent')).not.toEqual(expect.arrayContaining([data]));
      const purged = planUninstall({ purge: true, keepProgram: false }, found);
      expect(pathsOf(purged, 'absent')).toEqual(expect.arrayContaining([config, token, data]));
    },
  );

  it('leaves the program to the package that brought it', () => {
    const paths = (keepProgram: boolean) =>
      pathsOf(planUninstall({ purge: false, keepProgram }, situation('linux')), 'absent');
    expect(paths(false)).toContain('/usr/local/bin/muster-agent');
    expect(paths(true)).not.toContain('/usr/local/bin/muster-agent');
  });
});
