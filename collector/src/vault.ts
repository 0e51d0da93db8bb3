/** Where the configuration's secrets and other files lie: beside it, or in the environment. */
import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { ConfigError } from '@muster/uplink/config-error';
import { Secret } from '@muster/uplink/secret';
import type { SecretReference } from './config-parts.ts';

export type Variables = Readonly<Record<string, string | undefined>>;

export class Vault {
  readonly #folder: string;
  readonly #env: Variables;

  constructor(folder: string, env: Variables) {
    this.#folder = folder;
    this.#env = env;
  }

  /** Relative to the configuration's folder. */
  pathOf(file: string): string {
    return resolve(this.#folder, file);
  }

  async read({ file, env }: SecretReference, key: string): Promise<Secret> {
    if ((file === undefined) === (env === undefined)) {
      throw new ConfigError(key, 'names either a file or an environment variable (env)');
    }
    if (file !== undefined)
      return new Secret((await this.readText(file, key)).replace(/\r?\n$/, ''));
    const value = this.#env[env ?? ''];
    if (value === undefined || value === '') {
      throw new ConfigError(key, `the environment variable ${env} is not set`);
    }
    return new Secret(value);
  }

  async readText(file: string, key: string): Promise<string> {
    const text = await readFile(this.pathOf(file), 'utf8').catch((error: unknown) => {
      throw new ConfigError(key, `cannot read ${file}`, { cause: error });
    });
    if (text.trim() === '') throw new ConfigError(key, `${file} is empty`);
    return text;
  }
}
