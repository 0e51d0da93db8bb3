/**
 * One visit over an open connection: find out who answers, ask what the platform lists, log out.
 * Commands run in series on one channel at a time; small gear allows no more.
 */
import type { Unread } from '@muster/facts/observation';
import type { Capture } from './captures.ts';
import { DETECTION_COMMANDS_MAX, detectionCommands, rankPlatforms, recognize } from './detect.ts';
import { type CommandLine, execLine, type Output, shellLine } from './driver/command-line.ts';
import type { SshConnection } from './driver/connection.ts';
import { runExec } from './driver/exec.ts';
import type { ShellLogin, ShellTimes } from './driver/shell.ts';
import { renderTerminal } from './driver/terminal.ts';
import { Transcript } from './driver/transcript.ts';
import type { HostFacts } from './hosts/host-facts.ts';
import { type Ask, INTENTS, type Platform } from './platform.ts';
import { platformToBeFound } from './platforms/unknown.ts';
import { readOutput } from './read/read-output.ts';

export type Visited =
  | {
      readonly kind: 'read';
      readonly platform: Platform;
      readonly captures: readonly Capture[];
      readonly host?: HostFacts;
      readonly unread: readonly Unread[];
      readonly requests: number;
      readonly transcript: Transcript;
    }
  | {
      readonly kind: 'refused' | 'timeout' | 'unsupported' | 'failed';
      readonly reason: string;
      readonly requests: number;
      readonly transcript: Transcript;
    };

export interface VisitOptions {
  readonly platforms: readonly Platform[];
  /** Known beforehand, or undefined to find out. */
  readonly platform?: Platform;
  readonly login: ShellLogin;
  readonly times?: ShellTimes;
  readonly signal: AbortSignal;
}

type Failure = Exclude<Output, { readonly kind: 'answered' }>;

/** Everything that is asked of the device, counted. */
interface Course {
  readonly options: VisitOptions;
  readonly connection: SshConnection;
  readonly transcript: Transcript;
  requests: number;
}

export async function visitDevice(
  connection: SshConnection,
  options: VisitOptions,
): Promise<Visited> {
  const { login } = options;
  const transcript = new Transcript([login.password, login.enable]);
  const course: Course = { options, connection, transcript, requests: 0 };
  const found = await findLine(course);
  if ('reason' in found) return failed(course, found);
  const { line, platform } = found;
  const adopted = await line.adopt(platform);
  if (adopted.kind !== 'answered') {
    await line.leave();
    return failed(course, adopted);
  }
  const read = await readAll(course, line, platform);
  await line.leave();
  if ('reason' in read) return failed(course, read);
  const { requests } = course;
  return { kind: 'read', platform, ...read, requests, transcript };
}

function failed(course: Course, { kind, reason }: Failure): Visited {
  const { requests, transcript } = course;
  const rest = { reason, requests, transcript };
  if (course.options.signal.aborted) {
    return { ...rest, kind: 'timeout', reason: `given up: ${reason}` };
  }
  if (kind === 'timeout' || kind === 'refused') return { ...rest, kind };
  return { ...rest, kind: kind === 'not-understood' ? 'unsupported' : 'failed' };
}

type Found = { readonly line: CommandLine; readonly platform: Platform };

/** A command line to the device, and which platform it is. */
async function findLine(course: Course): Promise<Found | Failure> {
  const { connection, transcript, options } = course;
  const given = options.platform;
  if (given?.channel === 'exec') {
    return { line: execLine(connection, given, transcript), platform: given };
  }
  if (given !== undefined) {
    const line = await shellLine(connection, given, options.login, transcript, options.times);
    return 'reason' in line ? line : { line, platform: given };
  }
  const { identification } = connection;
  const ranked = rankPlatforms(options.platforms, { identification, greeting: '' });
  const sign = ranked[0]?.channel === 'exec' ? ranked[0].recognize : undefined;
  if (sign?.server?.test(identification) === true) {
    const output = await runExec(connection, sign.command);
    course.requests += 1;
    const text = output.kind === 'answered' ? output.text : '';
    const platform = recognize(ranked, sign.command, renderTerminal(text));
    if (platform?.channel === 'exec') {
      return { line: execLine(connection, platform, transcript), platform };
    }
  }
  return detectInShell(course);
}

async function detectInShell(course: Course): Promise<Found | Failure> {
  const { connection, transcript, options } = course;
  const commands = [...new Set(options.platforms.map(({ recognize: sign }) => sign.command))];
  const first = platformToBeFound(commands);
  const line = await shellLine(connection, first, options.login, transcript, options.times);
  if ('reason' in line) return line;
  const ranked = rankPlatforms(options.platforms, {
    identification: connection.identification,
    greeting: `${line.greeting}\n${line.prompt}`,
  });
  for (const command of detectionCommands(ranked)) {
    const output = await line.run(command);
    course.requests += 1;
    if (output.kind === 'not-understood') continue;
    if (output.kind !== 'answered') {
      await line.leave();
      return output;
    }
    const platform = recognize(ranked, command, output.text);
    if (platform === undefined) continue;
    if (platform.channel === 'shell') return { line, platform };
    await line.leave();
    return { line: execLine(connection, platform, transcript), platform };
  }
  await line.leave();
  return {
    kind: 'not-understood',
    reason: `no known platform: ${connection.identification}, prompt ${JSON.stringify(line.prompt)}, after ${DETECTION_COMMANDS_MAX} commands; name the platform for this target`,
  };
}

interface ReadAll {
  readonly captures: readonly Capture[];
  readonly unread: readonly Unread[];
  readonly host?: HostFacts;
}

async function readAll(
  course: Course,
  line: CommandLine,
  platform: Platform,
): Promise<ReadAll | Failure> {
  const captures: Capture[] = [];
  const unread: Unread[] = [];
  let host: HostFacts | undefined;
  for (const intent of INTENTS) {
    for (const ask of platform.commands[intent] ?? []) {
      if (course.options.signal.aborted) return { kind: 'timeout', reason: 'the time is over' };
      const answer = await runFirst(course, line, ask);
      const { command, output } = answer;
      if (output.kind === 'answered') {
        host ??= platform.host?.(output.text);
        const rows = host === undefined ? readOutput(platform, command, output.text) : [];
        captures.push({ intent, command, rows });
        continue;
      }
      // Without who it is, nothing else is worth having; and a dead line answers nothing more.
      const isEssential = intent === 'version' && output.kind !== 'not-understood';
      if (isEssential || output.kind === 'closed' || output.kind === 'refused') return output;
      unread.push(unreadOf(command, output));
      if (output.kind === 'timeout') return { captures, unread, ...(host && { host }) };
    }
  }
  return { captures, unread, ...(host && { host }) };
}

/** The first spelling that is understood; otherwise the last answer. */
async function runFirst(
  course: Course,
  line: CommandLine,
  ask: Ask,
): Promise<{ readonly command: string; readonly output: Output }> {
  const commands = typeof ask === 'string' ? [ask] : ask;
  let last: { command: string; output: Output } | undefined;
  for (const command of commands) {
    course.requests += 1;
    last = { command, output: await line.run(command) };
    if (last.output.kind !== 'not-understood') break;
  }
  if (last === undefined) throw new Error('a platform lists an empty command');
  return last;
}

function unreadOf(command: string, output: Failure): Unread {
  const what = command.slice(0, 256);
  if (output.kind === 'timeout') return { what, why: 'timeout' };
  if (output.kind === 'too-large') return { what, why: 'truncated' };
  return {
    what,
    why: /authoriz|permi|privilege|denied/i.test(output.reason) ? 'permission' : 'unsupported',
  };
}
