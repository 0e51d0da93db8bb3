/**
 * Recognizing the prompt: by shape before the first command, afterwards by what the first one
 * looked like, so that output that only looks like a prompt is not taken for one.
 */
import { type Dialect, PROMPT_SHAPE } from './dialect.ts';

/** The mode whose prompt this line is; "" for a prompt of no declared mode, else undefined. */
export function modeOf(dialect: Dialect, line: string): string | undefined {
  for (const { name, prompt } of dialect.modes) if (prompt.test(line)) return name;
  return PROMPT_SHAPE.test(line) ? '' : undefined;
}

/**
 * The pattern of this device's prompts, from one of them: its words stay; counters, the mark of
 * unsaved changes, the mode in parentheses and the terminator may change from command to command.
 *
 * "* X440-2.7 # " gives a pattern that "X440-2.8 # " matches, and "X440-2 (config) # ".
 */
export function learnPrompt(line: string): RegExp {
  const shape = /^([*^! ]*)(.*?)([\s]*[>#$%\]]*\s*)$/.exec(line);
  const words = (shape?.[2] ?? '').replace(/\s*\((?:config|global|diag|conf)[^)]*\)$/i, '');
  const counted = /^(.*?)([.:]|\s)(\d+)$/.exec(words);
  const stem = counted === null ? words : (counted[1] ?? words);
  const counter = counted === null ? '' : `(?:${quoted(counted[2] ?? '')}\\d+)?`;
  const pattern = quoted(stem)
    .replaceAll(/[*^]/g, '[*^]?')
    // Fortinet and others show the mode of a cluster, which changes on a failover.
    .replaceAll(/\\\((?:primary|secondary|master|slave|active|standby)\\\)/gi, '\\([^)]*\\)')
    // A shell shows its folder.
    .replaceAll(/:~?(?:\\\/[\w\\.-]*)*$/g, ':[^\\s]*');
  return new RegExp(
    `^[*^! ]*${pattern}${counter}(?:\\s*[([][^)\\]\\n]{0,60}[)\\]])?\\s*[>#$%\\]]+\\s*$`,
  );
}

function quoted(text: string): string {
  return text.replaceAll(/[\\.+?()[\]{}|$/-]/g, '\\$&');
}
