import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { parsePolicies } from '../judge/policies.ts';
import { readPoliciesFile } from './policies-file.ts';

const folder = mkdtempSync(join(tmpdir(), 'muster-policies-'));
afterAll(() => rmSync(folder, { recursive: true }));

function file(text: string): string {
  const path = join(folder, 'policies.yaml');
  writeFileSync(path, text);
  return path;
}

describe('readPoliciesFile', () => {
  it('takes the sample that ships, which shows the defaults', async () => {
    const path = join(import.meta.dirname, '../../../../configs/policies.yaml');
    expect(parsePolicies(await readPoliciesFile(path)).rules.length).toBeGreaterThan(
      parsePolicies().rules.length - 1,
    );
  });

  it('takes an empty file for no policies of its own', async () => {
    const stated = await readPoliciesFile(file('# nothing yet\n'));
    expect(parsePolicies(stated)).toEqual(parsePolicies());
  });

  it.each<[string, string, string]>([
    ['an unknown key', 'rules:\n  - rouge: false\n', '/rules/0/rouge: is not a known key'],
    ['a wrong severity', 'rules: [{zombie: {severity: urgent}}]', '/rules/0/zombie'],
    ['no YAML', 'rules: [', 'policies.yaml'],
  ])('refuses %s, and says where', async (_, text, message) => {
    await expect(readPoliciesFile(file(text))).rejects.toThrow(message);
    await expect(readPoliciesFile(file(text))).rejects.toThrow('--policies');
  });

  it('says which file it cannot read', async () => {
    await expect(readPoliciesFile(join(folder, 'none'))).rejects.toThrow(/cannot read .*none/);
  });
});
