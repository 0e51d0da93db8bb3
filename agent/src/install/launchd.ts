/** The agent as a launchd daemon (launchd.plist(5)). */
import { escapeXml } from './xml.ts';

export const LABEL = 'org.muster.agent';
export const PLIST: string = `/Library/LaunchDaemons/${LABEL}.plist`;
/** Not rotated: a line for each look is a megabyte a year. */
export const LOG = '/Library/Logs/Muster/agent.log';

export interface DaemonOptions {
  readonly program: readonly string[];
  readonly config: string;
  /** `timer`: one look every so often, nothing resident in between. */
  readonly mode: { readonly kind: 'daemon' } | { readonly kind: 'timer'; readonly everyMs: number };
}

export function launchDaemon({ program, config, mode }: DaemonOptions): string {
  const command = mode.kind === 'daemon' ? 'run' : 'once';
  const pacing =
    mode.kind === 'daemon'
      ? `  <!-- Started again when it ends, whatever the reason, not more often than this. -->
  <key>KeepAlive</key>
  <true/>
  <key>ThrottleInterval</key>
  <integer>30</integer>
`
      : `  <key>StartInterval</key>
  <integer>${Math.max(1, Math.round(mode.everyMs / 1000))}</integer>
`;
  return `<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">
<plist version="1.0">
<dict>
  <key>Label</key>
  <string>${LABEL}</string>
  <key>ProgramArguments</key>
  <array>
${[...program, command, '--config', config].map((word) => `    <string>${escapeXml(word)}</string>`).join('\n')}
  </array>
  <key>RunAtLoad</key>
  <true/>
${pacing}  <!-- Light enough to forget: below everything that people wait for. -->
  <key>ProcessType</key>
  <string>Background</string>
  <key>Nice</key>
  <integer>10</integer>
  <key>LowPriorityIO</key>
  <true/>
  <!-- 077: what it writes is its own. -->
  <key>Umask</key>
  <integer>63</integer>
  <key>StandardErrorPath</key>
  <string>${LOG}</string>
</dict>
</plist>
`;
}
