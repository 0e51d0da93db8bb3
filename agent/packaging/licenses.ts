/** The licenses of what a bundle carries: each asks to travel along. */
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** @param modules paths of bundled modules; those outside of node_modules are our own */
export function thirdPartyLicenses(modules: readonly string[]): string {
  const folders = new Set(modules.map(packageFolder).filter((folder) => folder !== undefined));
  return [...folders]
    .map(readPackage)
    .sort((one, other) => (one.name < other.name ? -1 : 1))
    .map(({ name, version, license, text }) => `${name} ${version} (${license})\n\n${text}`)
    .join(`\n${'-'.repeat(80)}\n\n`);
}

/** The folder of the package a module lies in. Undefined for our own. */
export function packageFolder(module: string): string | undefined {
  return /^(.*[\\/]node_modules[\\/](?:@[^\\/]+[\\/])?[^\\/]+)[\\/]/.exec(module)?.[1];
}

interface LicensedPackage {
  readonly name: string;
  readonly version: string;
  readonly license: string;
  readonly text: string;
}

function readPackage(folder: string): LicensedPackage {
  const stated: unknown = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  const said = (key: string) => {
    const value: unknown =
      typeof stated === 'object' && stated !== null ? Reflect.get(stated, key) : undefined;
    if (typeof value !== 'string') throw new Error(`${folder}/package.json has no ${key}`);
    return value;
  };
  return {
    name: said('name'),
    version: said('version'),
    license: said('license'),
    text: licenseText(folder) ?? `Under the ${said('license')} license.\n`,
  };
}

function licenseText(folder: string): string | undefined {
  const file = readdirSync(folder).find((name) =>
    /^(?:licen[cs]e|copying)(?:\.(?:md|txt))?$/i.test(name),
  );
  return file === undefined ? undefined : readFileSync(join(folder, file), 'utf8');
}

/** Node's own, which lies beside its executable's folder in the platform packages. */
export function nodeLicense(executable: string): string {
  return readFileSync(join(dirname(executable), '..', 'LICENSE'), 'utf8');
}
