/**
 * Whole recorded sessions (`ssh-sessions/`) through the real driver: a real SSH server on loopback
 * sends the recorded bytes, the collector's command line talks to it. Right: logged in, every
 * command answered in full (its first and last recorded line are in the answer, no pager's text
 * is), logged out. Wrong: an answer is not what was recorded. Absent: not finished.
 *
 * The commands are the recording's own: they stand in for the platform's list, everything else
 * (prompts, pagers, questions, line ends) is the platform's. What a recording sends without a line
 * end is a file fetched beside the shell, on an exec channel.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type CommandLine, execLine, shellLine } from '@muster/collector/ssh/driver/command-line';
import { openConnection, type SshConnection } from '@muster/collector/ssh/driver/connection';
import { hostKeysInMemory } from '@muster/collector/ssh/driver/host-key-file';
import { modeOf } from '@muster/collector/ssh/driver/prompt';
import { SHELL_TIMES } from '@muster/collector/ssh/driver/shell';
import { renderTerminal } from '@muster/collector/ssh/driver/terminal';
import { Transcript } from '@muster/collector/ssh/driver/transcript';
import type { Platform } from '@muster/collector/ssh/platform';
import { platformNamed } from '@muster/collector/ssh/platforms';
import { platformToBeFound } from '@muster/collector/ssh/platforms/unknown';
import { replayOf, type SessionRecording } from '@muster/lab/ssh/recording';
import { startSshServer } from '@muster/lab/ssh/server';
import { Secret } from '@muster/uplink/secret';
import type { Scoreboard, Verdict } from './score.ts';
import { isRecord } from './ssh-expected.ts';

interface Session extends SessionRecording {
  readonly id: string;
  readonly model: string;
}

/** As many at once as two cores answer without a wait that is not the driver's own. */
const CONCURRENCY = 8;

export async function runSessions(dir: string, board: Scoreboard): Promise<void> {
  const folder = join(dir, 'ssh-sessions');
  if (!existsSync(folder)) return;
  const sessions = readdirSync(folder)
    .filter((file) => file.endsWith('.session.json'))
    .flatMap((file) => sessionOf(file, readFileSync(join(folder, file), 'utf8')));
  const queue = [...sessions];
  const work = async () => {
    for (let session = queue.shift(); session !== undefined; session = queue.shift()) {
      const { verdict, why } = await replay(session);
      const at = { case: `ssh-sessions/${session.id}`, group: session.model };
      board.record('sessions', verdict, { ...at, expected: 'finished', got: why });
    }
  };
  await Promise.all(Array.from({ length: CONCURRENCY }, work));
  judgePrompts(join(folder, 'prompts.json'), board);
}

/** Single lines, per device model: those that are prompts must be taken for one, the others not. */
function judgePrompts(file: string, board: Scoreboard): void {
  if (!existsSync(file)) return;
  const read: unknown = JSON.parse(readFileSync(file, 'utf8'));
  const models = isRecord(read) && isRecord(read.models) ? read.models : {};
  for (const [model, lists] of Object.entries(models)) {
    if (!isRecord(lists)) continue;
    const { dialect } = platformNamed(model) ?? platformToBeFound([]);
    for (const [kind, lines] of Object.entries(lists)) {
      for (const line of Array.isArray(lines) ? lines.map(String) : []) {
        const shown = renderTerminal(line).split('\n').at(-1) ?? '';
        const isTaken = modeOf(dialect, shown) !== undefined;
        const verdict = isTaken === kind.startsWith('pass') ? 'right' : 'wrong';
        const at = { case: `ssh-sessions/prompts ${model}`, group: model };
        board.record('prompts', verdict, { ...at, expected: kind, got: shown });
      }
    }
  }
}

function sessionOf(file: string, text: string): readonly Session[] {
  const read: unknown = JSON.parse(text);
  if (!isRecord(read) || typeof read.initial !== 'string' || !Array.isArray(read.exchanges))
    return [];
  const exchanges = read.exchanges.filter(isRecord).map(({ send, receive }) => ({
    send: String(send),
    receive: String(receive),
  }));
  const id = file.replace('.session.json', '');
  return [{ id, model: String(read.model), initial: read.initial, exchanges }];
}

interface Verdictum {
  readonly verdict: Verdict;
  readonly why: string;
}

async function replay(session: Session): Promise<Verdictum> {
  const played = replayOf(session);
  const server = await startSshServer({ password: 'lab', shell: played.shell, exec: played.exec });
  try {
    const target = { host: '127.0.0.1', port: server.port, user: 'muster', platform: 'auto' };
    const opened = await openConnection(
      { ...target, password: new Secret('lab') },
      hostKeysInMemory(),
      new AbortController().signal,
    );
    if (opened.kind !== 'connected') return { verdict: 'absent', why: opened.reason };
    const judged = await talk(opened.connection, session);
    await opened.connection.close();
    if (judged.verdict === 'right' && !played.isFinished()) {
      return {
        verdict: 'absent',
        why: `not logged out; unexpected: ${played.unexpected.join(' ')}`,
      };
    }
    return judged;
  } finally {
    await server.close();
  }
}

async function talk(connection: SshConnection, session: Session): Promise<Verdictum> {
  const { commands, farewell, isEnabled, lineEnd } = scriptOf(session);
  const known = platformNamed(session.model) ?? platformToBeFound([]);
  const platform: Platform = {
    ...known,
    dialect: {
      ...known.dialect,
      setup: [],
      leave: farewell,
      lineEnd,
      ...(isEnabled && { ...ENABLED }),
    },
    commands: { version: isExec(session) ? [...commands, ...farewell] : commands },
  };
  const transcript = new Transcript([]);
  const login = { user: 'muster', password: 'lab', ...(isEnabled && { enable: '' }) };
  const line = isExec(session)
    ? execLine(connection, platform, transcript)
    : await shellLine(connection, platform, login, transcript, SHELL_TIMES);
  if ('reason' in line) return { verdict: 'absent', why: line.reason };
  const adopted = await line.adopt(platform);
  if (adopted.kind !== 'answered') return { verdict: 'absent', why: adopted.reason };
  const judged = await ask(line, connection, session, commands);
  if (isExec(session)) for (const command of farewell) await line.run(command);
  else await line.leave();
  return judged;
}

/** Any command line's two modes, for recordings that enter the second one. */
const ENABLED: Partial<Platform['dialect']> = {
  modes: [
    { name: 'user', prompt: /^[^\n]{1,100}> ?$/ },
    { name: 'privileged', prompt: /^[^\n]{1,100}# ?$/, enter: { from: 'user', command: 'enable' } },
  ],
  readsIn: 'privileged',
};

async function ask(
  line: CommandLine,
  connection: SshConnection,
  session: Session,
  commands: readonly string[],
): Promise<Verdictum> {
  const files = session.exchanges.filter(({ send }) => isFile(send));
  for (const { send } of files) await (await connection.openExec(send)).resume();
  for (const command of commands) {
    const output = await line.run(command);
    if (output.kind === 'not-understood') continue;
    if (output.kind !== 'answered') return { verdict: 'absent', why: output.reason };
    const missing = missingFrom(output.text, session, command);
    if (missing !== undefined) {
      return { verdict: 'wrong', why: `"${command}": ${JSON.stringify(missing)} is missing` };
    }
    if (/^.{0,10}--\s*more\s*--\s*$/im.test(output.text)) {
      return { verdict: 'wrong', why: `"${command}": a pager's text is left` };
    }
  }
  return { verdict: 'right', why: '' };
}

function isFile(send: string): boolean {
  return !/[\r\n]$/.test(send) && send.trim() !== '';
}

interface Script {
  readonly commands: readonly string[];
  readonly farewell: readonly string[];
  readonly isEnabled: boolean;
  readonly lineEnd: '\n' | '\r\n';
}

/** Recorded over exec channels: nothing shows a prompt behind an answer. */
function isExec({ initial, exchanges }: Session): boolean {
  if (initial === '') return true;
  return exchanges.slice(0, -1).every(({ receive }) => {
    const last = renderTerminal(receive).split('\n').at(-1) ?? '';
    return !/[>#$%] ?$/.test(last);
  });
}

/** The recording's commands: not its pages, answers and clean-ups, which are the driver's to send. */
function scriptOf({ exchanges }: Session): Script {
  const typed = exchanges
    .map(({ send }) => send)
    .filter((send) => /[\r\n]$/.test(send) && send.trim() !== '' && !send.startsWith('\x15'));
  const lines = typed.map((send) => send.replace(/\r?\n$/, ''));
  const first = lines.findIndex((text, index) => isFarewell(text) && index > 0);
  // Leaving a mode in the middle is a command, leaving at the end a farewell.
  let start = lines.length;
  while (start > 0 && isFarewell(lines[start - 1] ?? '')) start -= 1;
  const isEnabled = lines[0] === 'enable';
  return {
    commands: lines.slice(isEnabled ? 1 : 0, first < 0 ? undefined : start),
    farewell: lines.slice(start),
    isEnabled,
    lineEnd: typed.some((send) => send.endsWith('\r\n')) ? '\r\n' : '\n',
  };
}

function isFarewell(text: string): boolean {
  return /^(?:(?:exit|quit|logout|n)\s*)+$/.test(text.trim());
}

/** The first or last line of what was recorded after a command that the answer does not have. */
function missingFrom(text: string, session: Session, command: string): string | undefined {
  const at = session.exchanges.findIndex(({ send }) => send.replace(/\r?\n$/, '') === command);
  const rest = session.exchanges.slice(at);
  const pages = rest.findIndex(({ send }, index) => index > 0 && send !== ' ');
  const received = rest.slice(0, pages < 0 ? undefined : pages).map(({ receive }) => receive);
  const lines = renderTerminal(received.join('')).split('\n');
  // Around the answer stand the echo and the next prompt.
  const inner = lines.slice(1, -1).map((one) => one.trim());
  const telling = inner.filter((one) => /\w{3}/.test(one) && !/more/i.test(one));
  return [telling[0], telling.at(-1)].find((one) => one !== undefined && !text.includes(one));
}
