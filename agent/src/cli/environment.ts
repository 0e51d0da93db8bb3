/** What the entry file hands to a command: the process's edges, and nothing else of it. */
export interface Environment {
  readonly out: (text: string) => void;
  readonly err: (text: string) => void;
  readonly variables: Readonly<Record<string, string | undefined>>;
}

/** Exit codes (DESIGN §9): MDM tools act on them. */
export const EXIT = { done: 0, worldSaidNo: 1, wrongUsage: 2 } as const;
