import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { controlFile, scripts } from './deb.ts';
import { packageFolder } from './licenses.ts';
import { DOCUMENTS, linuxFiles, PROGRAM } from './linux-tree.ts';
import { PROPERTIES, productCode, wixSource } from './msi.ts';
import { specFile } from './rpm.ts';

const files = linuxFiles({ executable: '/build/agent', license: 'L', thirdParty: 'T' });

describe('the sources of packages', () => {
  it('say the same in .deb and .rpm about what is installed', () => {
    const spec = specFile({ version: '1.2.3', files, tree: '/build/tree', payload: 'w2.xzdio' });
    expect(spec).toContain(`%attr(0755, root, root) ${PROGRAM}\n`);
    for (const { path } of files) expect(spec).toContain(` ${path}\n`);
    expect(files.map(({ path }) => path)).toContain(`${DOCUMENTS}/copyright`);
  });

  it('describe the Debian package in the fields that dpkg wants', () => {
    const control = controlFile({ version: '1.2.3', architecture: 'arm64', installedKilobytes: 7 });
    expect(control).toContain('\nVersion: 1.2.3\nArchitecture: arm64\n');
    // A description goes on in lines that begin with a blank; an empty one would end it.
    expect(control).toMatch(/\nDescription: .+\n(?: .+\n)+$/);
  });

  it.each([
    ...Object.entries(scripts),
    ['build-pkg.sh', undefined],
    ['scripts/postinstall', undefined],
  ])('hold a %s that a shell can read', (name, script) => {
    const macos = fileURLToPath(new URL(`macos/${name}`, import.meta.url));
    const [file, input] = script === undefined ? [macos, ''] : ['-', script];
    expect(() => execFileSync('sh', ['-n', file], { input, stdio: 'pipe' })).not.toThrow();
  });

  it('give each version of the Windows package a code of its own, always the same', () => {
    expect(productCode('1.2.3')).toBe(productCode('1.2.3'));
    expect(productCode('1.2.3')).not.toBe(productCode('1.2.4'));
    expect(productCode('1.2.3')).toMatch(/^[0-9A-F]{8}(?:-[0-9A-F]{4}){3}-[0-9A-F]{12}$/);
  });

  it('pass every property of the Windows package on to the agent', () => {
    const source = wixSource('1.2.3');
    for (const property of PROPERTIES) expect(source).toContain(property);
    expect(source).toContain('<Property Id="MsiHiddenProperties" Value="MUSTER_TOKEN" />');
  });

  it.each([
    ['/a/node_modules/ws/lib/x.js', '/a/node_modules/ws'],
    ['/a/node_modules/@pinojs/redact/index.js', '/a/node_modules/@pinojs/redact'],
    ['/a/node_modules/b/node_modules/c/d.js', '/a/node_modules/b/node_modules/c'],
    ['/a/agent/src/main.ts', undefined],
  ])('find the package of %s', (module, folder) => {
    expect(packageFolder(module)).toBe(folder);
  });
});
