/** Options of commands that ask a running reconciler. */
import { type Command, InvalidArgumentError } from 'commander';

export function reaching(command: Command): Command {
  return command
    .option('--url <url>', 'the reconciler (also MUSTER_URL; else the local one)')
    .option('--token-file <file>', 'file with the API key (also MUSTER_TOKEN)')
    .option('--token <key>', 'the API key itself: others can see it in the process list')
    .option('--ca <file>', "PEM of the reconciler's certificate authority (also MUSTER_CA)")
    .option('--data <dir>', 'data folder of a local reconciler (also MUSTER_DATA; else ./data)');
}

export function listing(command: Command): Command {
  return reaching(command)
    .option('--json', "the API's objects, one a line")
    .option('--csv', 'every column, for a spreadsheet')
    .option('--limit <n>', 'at most so many', positive);
}

export function positive(text: string): number {
  const number = Number(text);
  if (Number.isSafeInteger(number) && number > 0) return number;
  throw new InvalidArgumentError('It is a whole number above 0.');
}
