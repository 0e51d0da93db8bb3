/** What an observer's log must offer: pino's does, an agent's own of forty lines does as well. */

/** @param fields what varies; `err` may hold an error */
type Line = (fields: object, phrase: string) => void;

export interface Log {
  readonly debug: Line;
  readonly info: Line;
  readonly warn: Line;
  readonly error: Line;
}
