/** What a sweep found, in a file of targets that a configuration names. */
import { readFile, rename, writeFile } from 'node:fs/promises';
import { ConfigError } from '@muster/uplink/config-error';
import { isScalar, isSeq, parseDocument } from 'yaml';
import { formatConfigProblems, parseTargets } from '../config.ts';
import { CONFIG_DEFAULTS } from '../config-parts.ts';
import type { Found } from '../snmp/survey.ts';
import { printable } from './print.ts';

const HEAD =
  ' Found by muster-collector sweep; the configuration names this file in snmp.targetFiles.';
/** Of the comment behind a target: who it said it was. */
const COMMENT_MAX = 120;

/**
 * Appends those that a named set of credentials lets in and that nobody asks yet. What people wrote
 * into the file, comments too, stays.
 *
 * @param asked hosts of the configuration.
 * @returns how many were appended.
 * @throws ConfigError where the file holds something else.
 */
export async function appendTargets(
  file: string,
  found: readonly Found[],
  asked: ReadonlySet<string>,
): Promise<number> {
  const text = await textOf(file);
  const before = parseTargets(text);
  if (before.kind === 'refused') {
    throw new ConfigError('--write-targets', formatConfigProblems(file, before.problems));
  }
  const known = new Set([...asked, ...before.value.targets.map(({ address }) => address)]);
  const added = found
    .filter(({ address, credentials }) => credentials !== undefined && !known.has(address))
    .sort((a, b) => a.address.localeCompare(b.address, 'en', { numeric: true }));
  if (added.length === 0) return 0;
  const document = parseDocument(text);
  const targets = document.get('targets', true);
  if (!isSeq(targets)) throw new ConfigError('--write-targets', `${file} has no list of targets`);
  targets.flow = false;
  for (const { address, port, credentials, hostname, product, description } of added) {
    const node = document.createNode({
      address,
      ...(port !== CONFIG_DEFAULTS.snmpPort && { port }),
      credentials,
    });
    const said = [hostname, product ?? description].filter((each) => each !== undefined).join(', ');
    const last = node.get('credentials', true);
    if (said !== '' && isScalar(last)) last.comment = ` ${printable(said).slice(0, COMMENT_MAX)}`;
    targets.add(node);
  }
  const written = `${file}.new`;
  await writeFile(written, document.toString(), { mode: 0o640 });
  await rename(written, file);
  return added.length;
}

async function textOf(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause && cause.code === 'ENOENT') {
      return `#${HEAD}\ntargets: []\n`;
    }
    throw new ConfigError('--write-targets', `${file} cannot be read`, { cause });
  }
}
