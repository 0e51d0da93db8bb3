/** Looks at the machine before an installation: what is there, and how this agent was started. */
import { access, readFile, readlink, realpath } from 'node:fs/promises';
import { readManagedHere } from '../managed/here.ts';
import { PLIST } from './launchd.ts';
import { folderOf, type InstallPlatform, placesOf } from './places.ts';
import { ENABLED_DAEMON, ENABLED_TIMER, PACKAGED_UNITS } from './plan-linux.ts';
import type { Program, Situation } from './request.ts';
import { SERVICE } from './systemd.ts';

export interface Surroundings {
  readonly platform: InstallPlatform;
  readonly variables: Readonly<Record<string, string | undefined>>;
  /** '' for this host. */
  readonly root: string;
  readonly program: Program;
}

export async function readSituation(surroundings: Surroundings): Promise<Situation> {
  const { platform, variables, root, program } = surroundings;
  const places = placesOf(platform, variables);
  const read = (path: string, encoding: BufferEncoding) =>
    readFile(`${root}${path}`, encoding).catch(() => undefined);
  return {
    platform,
    places,
    program: { ...program, path: await realpath(program.path).catch(() => program.path) },
    config: await read(places.config, 'utf8'),
    managed: root === '' ? await readManagedFile() : {},
    hasPackagedUnits:
      platform === 'linux' && (await isThere(`${root}${PACKAGED_UNITS}/${SERVICE}`)),
    enabled: await readEnabled(platform, root, read, folderOf(places.config)),
  };
}

/** What cannot be read or work is refused by the agent itself, when it starts. */
async function readManagedFile(): Promise<Situation['managed']> {
  const managed = await readManagedHere();
  return managed.kind === 'parsed' ? managed.value.file : {};
}

async function readEnabled(
  platform: InstallPlatform,
  root: string,
  read: (path: string, encoding: BufferEncoding) => Promise<string | undefined>,
  folder: string,
): Promise<Situation['enabled']> {
  if (platform === 'linux') {
    // Links whose target a package brings: whether they lead anywhere does not matter here.
    if (await isLink(`${root}${ENABLED_TIMER}`)) return 'timer';
    return (await isLink(`${root}${ENABLED_DAEMON}`)) ? 'daemon' : undefined;
  }
  const unit =
    platform === 'darwin'
      ? await read(PLIST, 'utf8')
      : await read(`${folder}\\agent-task.xml`, 'utf16le');
  return unit === undefined ? undefined : modeOfUnit(unit);
}

/** Both kinds of unit name the agent's command: `run` stays, `once` ends. */
export function modeOfUnit(unit: string): 'daemon' | 'timer' {
  return /<string>once<\/string>|(?:<Arguments>| )once --config/.test(unit) ? 'timer' : 'daemon';
}

function isThere(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}

function isLink(path: string): Promise<boolean> {
  return readlink(path).then(
    () => true,
    () => false,
  );
}
