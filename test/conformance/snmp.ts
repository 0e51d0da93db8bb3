/**
 * Walks of real devices through the real driver: each is served by a responder on a UDP socket of
 * its own and probed as a device would be. Counts what the sightings say of serial, model, version,
 * recognized system, components, neighbors, FDB and ARP.
 *
 * A recording named X@CONTEXT is the view of device X in that context, not a device: it is served
 * under the community "public@CONTEXT" of X. Expectations that a placeholder or a redaction mark is
 * a serial are turned round: the right answer is none (field `placeholder`). Parts whose number
 * does not stand in the recording, which was cut where vendor columns are long, are not counted.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Secret } from '@muster/uplink/secret';
import { builtInFamilies } from '../../collector/src/snmp/families/registry.ts';
import { compileFamilies, type FamilyIndex } from '../../collector/src/snmp/match.ts';
import { probeSnmp } from '../../collector/src/snmp/probe.ts';
import { startSnmpDevice } from '../../packages/lab/src/snmp/responder.ts';
import type { KindRunner, Scoreboard } from './score.ts';
import { doubtIn } from './snmp-doubts.ts';
import { judgeCase, parseExpected } from './snmp-judge.ts';

/** Cases under way at once: two cores, one of them the responder's. */
const CONCURRENCY = 12;
/** A whole visit; recordings answer in milliseconds. */
const VISIT_MS = 60_000;

export const run: KindRunner = async (dir, board, progress, { holdOut }) => {
  const familiesFor = holdOut === undefined ? () => undefined : othersThan;
  const folder = join(dir, 'snmp');
  const files = readdirSync(folder, { encoding: 'utf8' });
  const contexts = files.filter((file) => /@.*\.snmprec$/.test(file));
  const cases = files
    .filter((file) => file.endsWith('.expected.json') && !file.includes('@'))
    .map((file) => file.slice(0, -'.expected.json'.length))
    .sort();
  let next = 0;
  let done = 0;
  const worker = async (): Promise<void> => {
    for (let at = next++; at < cases.length; at = next++) {
      const id = cases[at];
      if (id !== undefined) await runCase(folder, id, contexts, board, familiesFor);
      progress(++done, cases.length);
    }
  };
  await Promise.all(Array.from({ length: CONCURRENCY }, worker));
};

async function runCase(
  folder: string,
  id: string,
  contexts: readonly string[],
  board: Scoreboard,
  familiesFor: (os: string) => FamilyIndex | undefined,
): Promise<void> {
  const expected = parseExpected(
    JSON.parse(readFileSync(join(folder, `${id}.expected.json`), 'utf8')),
  );
  if (expected === undefined) return;
  const families = familiesFor(expected.os);
  const walk = readFileSync(join(folder, `${id}.snmprec`), 'utf8');
  const device = await startSnmpDevice({
    communities: {
      public: walk,
      ...Object.fromEntries(
        contexts
          .filter((file) => file.startsWith(`${id}@`))
          .map((file) => [
            `public@${file.slice(id.length + 1, -'.snmprec'.length)}`,
            readFileSync(join(folder, file), 'utf8'),
          ]),
      ),
    },
    maxMessageBytes: 8192,
  });
  try {
    const outcome = await probeSnmp(
      {
        host: device.address,
        port: device.port,
        credentials: { kind: 'community', version: '2c', community: new Secret('public') },
      },
      {
        now: () => new Date(),
        signal: AbortSignal.timeout(VISIT_MS),
        ...(families && { families }),
      },
    );
    const sightings = outcome.kind === 'observed' ? outcome.sightings : [];
    for (const verdict of judgeCase(expected, sightings, walk)) {
      if (doubtIn(id, verdict.field, verdict.expected) !== undefined) continue;
      board.record(verdict.field, verdict.verdict, {
        case: id,
        group: expected.os,
        expected: verdict.expected,
        got: verdict.got,
      });
    }
  } finally {
    await device.close();
  }
}

/** Of the walk before: those of one system follow each other. */
let compiled: { readonly os: string; readonly index: FamilyIndex } | undefined;

/** Every family but those of this name: the device is one that nobody has written down yet. */
function othersThan(os: string): FamilyIndex {
  if (compiled?.os !== os) {
    const others = builtInFamilies().filter(
      ({ id, aliases = [] }) => id !== os && !aliases.includes(os),
    );
    compiled = { os, index: compileFamilies(others) };
  }
  return compiled.index;
}
