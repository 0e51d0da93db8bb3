/** The fault of a start: an option that cannot work, named by its key. Everything later is a value. */
export class ConfigError extends Error {
  override readonly name: string = 'ConfigError';
  /** The option to mend: "--tls-cert". */
  readonly key: string;

  constructor(key: string, message: string, options?: ErrorOptions) {
    super(`${key}: ${message}`, options);
    this.key = key;
  }
}

/** The start was right and the world was not: the port is taken, the folder is in use. */
export class StartError extends Error {
  override readonly name: string = 'StartError';
}
