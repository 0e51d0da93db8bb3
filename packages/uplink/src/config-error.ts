/** The fault of a start: an option that cannot work, named by its key. Everything later is a value. */
export class ConfigError extends Error {
  override readonly name: string = 'ConfigError';
  /** The option to mend: "reconciler", "dataFolder", "tls.ca". */
  readonly key: string;

  constructor(key: string, message: string, options?: ErrorOptions) {
    super(`${key}: ${message}`, options);
    this.key = key;
  }
}
