/** Where Muster's other executables lie in the repository. */
import { fileURLToPath } from 'node:url';

const PATHS = {
  agent: '../../../../agent/bin/muster-agent.js',
  collector: '../../../../collector/bin/muster-collector.js',
  lab: '../../../lab/bin/muster-lab.js',
} as const;

export function executablePath(name: keyof typeof PATHS): string {
  return fileURLToPath(new URL(PATHS[name], import.meta.url));
}
