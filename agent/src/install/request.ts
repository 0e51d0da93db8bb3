/** What an installation is asked for, and what it finds. Values: the rim gathers them. */
import type { AgentFile } from '../schemas.ts';
import type { InstallPlatform, Places } from './places.ts';

export interface InstallRequest {
  /** `daemon`: stays resident. `timer`: looks and ends, nothing resident. Absent: as it was. */
  readonly mode?: 'daemon' | 'timer';
  readonly reconciler?: string;
  readonly token?: string;
  readonly site?: string;
  /** As the configuration writes durations: "1h". */
  readonly every?: string;
  readonly spread?: string;
  /** Install, and leave starting to something else. */
  readonly start: boolean;
  /** Restart a running agent though nothing changed: its program did. */
  readonly restart: boolean;
}

/** How this agent was started: what `install` has to put into place and into units. */
export type Program =
  /** The single executable, at this path. */
  | { readonly kind: 'executable'; readonly path: string }
  /** A module run by a Node of the host. */
  | { readonly kind: 'module'; readonly node: string; readonly path: string };

export interface Situation {
  readonly platform: InstallPlatform;
  readonly places: Places;
  readonly program: Program;
  /** The configuration file's text, where there is one. */
  readonly config: string | undefined;
  /** What the organization says, by policy or profile: it comes before the file. */
  readonly managed: Pick<AgentFile, 'reconciler' | 'every' | 'spread'>;
  /** A package has brought units of its own (Linux). */
  readonly hasPackagedUnits: boolean;
  /** Which kind of unit is enabled now. */
  readonly enabled: 'daemon' | 'timer' | undefined;
}
