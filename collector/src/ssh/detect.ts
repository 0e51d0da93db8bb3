/**
 * Which platform answers: by the server's identification and the prompt first, then by one command
 * chosen from those. Pure: what to try next and what an answer means.
 */
import type { Platform } from './platform.ts';

export interface Evidence {
  /** "SSH-2.0-Cisco-1.25". */
  readonly identification: string;
  /** What a shell said up to its first prompt, the prompt included; empty before one is open. */
  readonly greeting: string;
}

/**
 * The platforms that may answer, likeliest first. Those whose identification or greeting was seen
 * come first; all others follow, so that an unknown banner still leads somewhere.
 */
export function rankPlatforms(
  platforms: readonly Platform[],
  { identification, greeting }: Evidence,
): readonly Platform[] {
  const score = ({ recognize }: Platform) => {
    const named = recognize.server?.test(identification) === true ? 2 : 0;
    const greeted = greeting !== '' && recognize.greeting?.test(greeting) === true ? 1 : 0;
    return named + greeted;
  };
  return platforms
    .map((platform, index) => ({ platform, index, points: score(platform) }))
    .sort((a, b) => b.points - a.points || a.index - b.index)
    .map(({ platform }) => platform);
}

/** How many different commands are tried on a device that nothing is known of. */
export const DETECTION_COMMANDS_MAX = 5;

/** The commands to try, in order of the platforms that would understand them; each once. */
export function detectionCommands(ranked: readonly Platform[]): readonly string[] {
  const first = ranked[0];
  // Of the platforms nobody has hinted at, most understand the same few commands.
  const counts = new Map<string, number>();
  for (const { recognize } of ranked) {
    counts.set(recognize.command, (counts.get(recognize.command) ?? 0) + 1);
  }
  const common = [...counts].sort(([, a], [, b]) => b - a).map(([command]) => command);
  const commands = first === undefined ? common : [first.recognize.command, ...common];
  return [...new Set(commands)].slice(0, DETECTION_COMMANDS_MAX);
}

/** The platform whose sign stands in this command's output. */
export function recognize(
  ranked: readonly Platform[],
  command: string,
  output: string,
): Platform | undefined {
  return ranked.find(({ recognize: sign }) => sign.command === command && isSignOf(sign, output));
}

function isSignOf({ output, not }: Platform['recognize'], text: string): boolean {
  return output.test(text) && not?.test(text) !== true;
}

/** The platform whose sign stands in a capture, where nobody said whose it is. */
export function recognizeCapture(
  platforms: readonly Platform[],
  command: string,
  text: string,
): Platform | undefined {
  const head = text.slice(0, SIGN_CHARACTERS);
  return platforms.find(
    ({ recognize: sign }) => command.startsWith(sign.command) && isSignOf(sign, head),
  );
}

/** A platform names itself in its first lines. */
const SIGN_CHARACTERS = 4096;
