/** The options that all commands with an uplink share. */
import { parseArgs } from '../builtin.ts';
import { type Flags, loadSettings, type Settings } from '../settings.ts';
import { type Environment, EXIT } from './environment.ts';

export const UPLINK_USAGE = '[--url URL] [--token-file FILE] [--data DIR] [--config FILE]';

export type ParsedOptions =
  | { readonly kind: 'settings'; readonly settings: Settings; readonly json: boolean }
  | { readonly kind: 'exit'; readonly code: number };

/** Says what is wrong by itself; the caller only exits. */
export async function parseOptions(
  command: string,
  args: readonly string[],
  { err, variables }: Environment,
): Promise<ParsedOptions> {
  let flags: Flags & { readonly json: boolean };
  try {
    const { values } = parseArgs({
      args: [...args],
      options: {
        url: { type: 'string' },
        'token-file': { type: 'string' },
        data: { type: 'string' },
        config: { type: 'string' },
        json: { type: 'boolean', default: false },
      },
    });
    flags = { ...values, tokenFile: values['token-file'], json: values.json };
  } catch (error) {
    const said = error instanceof Error ? error.message : String(error);
    err(`${said}\nusage: muster-agent ${command} ${UPLINK_USAGE}\n`);
    return { kind: 'exit', code: EXIT.wrongUsage };
  }
  if (!namesPlace(flags, variables)) {
    const { installedConfig } = await import('../install/installed-config.ts');
    flags = { ...flags, config: await installedConfig(variables) };
  }
  const loaded = await loadSettings(flags, variables);
  if (loaded.kind === 'refused') {
    err(`${loaded.reason}\n`);
    return { kind: 'exit', code: EXIT.wrongUsage };
  }
  return { kind: 'settings', settings: loaded.settings, json: flags.json };
}

/** Whether anything says where this agent's configuration or data lie. */
function namesPlace(flags: Flags, variables: Environment['variables']): boolean {
  return [flags.config, flags.data, variables.MUSTER_AGENT_CONFIG, variables.MUSTER_DATA].some(
    (place) => place !== undefined,
  );
}
