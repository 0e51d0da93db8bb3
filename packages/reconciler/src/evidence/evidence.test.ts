import type { EvidenceBundle } from '@muster/facts/evidence';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type HeadKey, makeHeadKey, readHeadKey } from '../ledger/head.ts';
import { findFirstHead } from '../serve/first-head.ts';
import { headOutletOf } from '../serve/head-outlets.ts';
import { headsPath, openHeadKey, openSealer } from '../serve/ledger-sealer.ts';
import { openTestCore, type TestCore } from '../testing/core.ts';
import { NOON, observe } from '../testing/observations.ts';
import { bundleText, digestOfBundle, makeBundle } from './bundle.ts';
import { verifyEvidence } from './verify.ts';

const MINUTE = 60_000;
const log = { error: () => {} };
const laptop = { vendor: 'Dell Inc.', model: 'Latitude 5440', serial: 'CDX5NY1' };

/** A laptop that was rogue, was bought, changed hands, and got another firmware. */
async function storied(): Promise<TestCore> {
  const test = await openTestCore();
  const { core } = test;
  await core.ingest('observer-1', [observe({ device: laptop, custody: { user: 'bob' } })]);
  test.setTime(10 * MINUTE);
  const row = {
    line: 2,
    tag: 'T1',
    serial: 'cdx5-ny1',
    vendor: 'Dell',
    owner: 'Ada',
    custodian: 'Ada',
  };
  await core.importAssets([row], { apply: true, actor: 'alice' });
  test.setTime(20 * MINUTE);
  const firmware = { version: '1.2' };
  await core.ingest('observer-1', [observe({ at: 20 * MINUTE, device: laptop, firmware })]);
  await core.act(
    'asset.edit',
    { asset: 'T1', changes: { owner: 'Bob' }, reason: 'moved' },
    'alice',
  );
  test.setTime(30 * MINUTE);
  return test;
}

async function sealerOf({ core, folder }: TestCore) {
  return openSealer(core, await openHeadKey(folder), [headOutletOf(headsPath(folder))], {
    now: () => new Date(NOON + 40 * MINUTE),
    lastSigned: 0,
    firstHead: (entries) => findFirstHead(headsPath(folder), entries),
    log,
  });
}

async function bundleOf(test: TestCore, minutes: number): Promise<EvidenceBundle> {
  const gathered = await test.core.ask('ci.evidence', { ci: 'ci-1', at: NOON + minutes * MINUTE });
  if (gathered === undefined) throw new Error('there was no ci-1');
  const made = await makeBundle(gathered, await sealerOf(test), {
    madeFor: 'auditor',
    version: '0.0.0',
    now: new Date(NOON + 40 * MINUTE),
  });
  if (made.kind === 'refused') throw new Error(made.reason);
  return made.bundle;
}

describe('an evidence bundle', () => {
  it('holds what was known then, and verifies by itself', async () => {
    await using test = await storied();
    const bundle = await bundleOf(test, 15);
    expect(bundle).toMatchObject({
      ciId: 'ci-1',
      records: [{ version: 1, observation: { device: laptop, custody: { user: 'bob' } } }],
      links: [{ assetId: 'asset-1', method: 'auto' }],
      asset: { tag: 'T1', owner: 'Ada' },
      custody: [{ kind: 'asset.created', actor: 'alice', owner: 'Ada', custodian: 'Ada' }],
    });
    expect(bundle.ledger.entries.map(({ kind }) => kind)).toEqual(
      expect.arrayContaining(['ci.created', 'link.auto', 'asset.created']),
    );
    const verified = await verifyEvidence(bundleText(bundle), [bundle.key]);
    expect(verified).toMatchObject({ faults: [], counts: { observations: 1 } });
  });

  it('tells who held it since, in a later one', async () => {
    await using test = await storied();
    const { custody, asset, records } = await bundleOf(test, 30);
    expect(custody.map(({ owner }) => owner)).toEqual(['Ada', 'Bob']);
    expect(asset).toMatchObject({ owner: 'Bob' });
    expect(records).toMatchObject([{ version: 2, observation: { firmware: { version: '1.2' } } }]);
  });

  it('has the findings that were open then', async () => {
    await using test = await storied();
    const bundle = await bundleOf(test, 5);
    expect(bundle.findings).toMatchObject([{ kind: 'rogue', state: 'open' }]);
    expect(bundle.links).toEqual([]);
    expect((await verifyEvidence(bundleText(bundle))).faults).toEqual([]);
  });

  it('is proven by the first head that covers it, whatever was written since', async () => {
    await using test = await storied();
    const sealer = await sealerOf(test);
    await sealer.seal();
    const size = (await test.core.ledger(0, 1000)).length;
    for (let index = 0; index < 3; index += 1) {
      const serial = `LATER${index}X7`;
      const more = observe({ key: `agent-${index + 9}`, device: { ...laptop, serial } });
      await test.core.ingest('observer-1', [more]);
      await sealer.seal();
    }
    const verified = await verifyEvidence(bundleText(await bundleOf(test, 30)));
    expect(verified).toMatchObject({ faults: [], head: { entries: size } });
  });

  it('is not made where the ledger is not what was signed', async () => {
    await using test = await storied();
    await using other = await openTestCore();
    await (await sealerOf(test)).seal();
    await other.core.ingest('observer-1', [observe({ device: { ...laptop, serial: 'OTHER9X' } })]);
    const gathered = await other.core.ask('ci.evidence', { ci: 'ci-1', at: NOON + MINUTE });
    if (gathered === undefined) throw new Error('there was no ci-1');
    const sealer = await sealerOf({ ...test, core: other.core });
    const making = { madeFor: 'x', version: '0', now: new Date() };
    expect(await makeBundle(gathered, sealer, making)).toEqual({
      kind: 'refused',
      reason: expect.stringMatching(/^the ledger is not what was signed at .*muster audit verify/),
    });
  });
});

describe('what was changed is noticed', () => {
  it('in any octet of the file', async () => {
    await using test = await storied();
    const bundle = await bundleOf(test, 30);
    const octets = Buffer.from(bundleText(bundle));
    const change = fc.record({
      at: fc.nat({ max: octets.length - 1 }),
      by: fc.integer({ min: 1, max: 255 }),
    });
    await fc.assert(
      fc.asyncProperty(change, async ({ at, by }) => {
        const forged = Buffer.from(octets);
        forged[at] = (forged[at] ?? 0) ^ by;
        expect((await verifyEvidence(forged.toString('utf8'), [bundle.key])).faults).not.toEqual(
          [],
        );
      }),
      { numRuns: 300 },
    );
  }, 60_000);

  it('in every character of its signatures, which have bits that nobody reads', async () => {
    await using test = await storied();
    const bundle = await bundleOf(test, 30);
    const text = bundleText(bundle);
    const from = text.indexOf(bundle.signature);
    for (
      let at = from + bundle.signature.length - 90;
      at < from + bundle.signature.length;
      at += 1
    ) {
      for (const other of ['A', 'B', 'Q', 'g', 'w', '_']) {
        if (text[at] === other) continue;
        const forged = text.slice(0, at) + other + text.slice(at + 1);
        expect((await verifyEvidence(forged, [bundle.key])).faults).not.toEqual([]);
      }
    }
  }, 60_000);

  it('in octets that were put in or taken out', async () => {
    await using test = await storied();
    const bundle = await bundleOf(test, 30);
    const text = bundleText(bundle);
    for (const forged of [
      `${text} `,
      ` ${text}`,
      text.trimEnd(),
      text.replace('{', '{ '),
      '',
      '{}',
    ]) {
      expect((await verifyEvidence(forged, [bundle.key])).faults).not.toEqual([]);
    }
  });

  it.each<[string, (bundle: EvidenceBundle) => EvidenceBundle, RegExp]>([
    [
      'what a device stated',
      (bundle) => ({
        ...bundle,
        records: bundle.records.map((record) => ({
          ...record,
          observation: { ...record.observation, device: { ...laptop, serial: 'FORGED1' } },
        })),
      }),
      /^observation .* \(rec-1\) does not have its digest/,
    ],
    [
      "an entry's content",
      (bundle) => withEntry(bundle, (entry) => ({ ...entry, actor: 'mallory' })),
      /^entry 1: its hash does not follow/,
    ],
    [
      'the way to the root',
      (bundle) => withEntry(bundle, (entry) => ({ ...entry, proof: entry.proof.slice(1) })),
      /^entry 1 is not among the entries that the head of/,
    ],
    [
      'who held it',
      (bundle) => ({
        ...bundle,
        custody: bundle.custody.map((step) => ({ ...step, custodian: 'Mallory' })),
      }),
      /^the custody told is not what the entries tell/,
    ],
    [
      'an invented link',
      (bundle) => ({
        ...bundle,
        links: bundle.links.map((link) => ({ ...link, assetId: 'asset-9' })),
      }),
      /^no entry tells of the link to asset-9/,
    ],
    [
      'the time',
      (bundle) => ({ ...bundle, asOf: '2020-01-01T00:00:00.000Z' }),
      /^entry 1 is of later than 2020/,
    ],
  ])('in %s, even by who holds the key', async (_, forge, fault) => {
    await using test = await storied();
    const key = await keyOf(test);
    const forged = await signed(forge(await bundleOf(test, 30)), key);
    const { faults } = await verifyEvidence(bundleText(forged), [key.publicKey]);
    expect(
      faults.some((each) => fault.test(each)),
      faults.join('; '),
    ).toBe(true);
    expect(faults.filter((each) => each.includes('signed'))).toEqual([]);
  });

  it('in a bundle that another key signed anew, by who knows the right one', async () => {
    await using test = await storied();
    const stranger = await readHeadKey(await makeHeadKey());
    const bundle = await bundleOf(test, 30);
    const forged = await signed({ ...bundle, key: stranger.publicKey }, stranger);
    const { faults } = await verifyEvidence(bundleText(forged), [bundle.key]);
    expect(faults).toEqual([expect.stringMatching(/^the signature of the bundle does not hold/)]);
  });
});

function withEntry(
  bundle: EvidenceBundle,
  change: (
    entry: EvidenceBundle['ledger']['entries'][number],
  ) => EvidenceBundle['ledger']['entries'][number],
): EvidenceBundle {
  const entries = bundle.ledger.entries.map((entry, index) =>
    index === 0 ? change(entry) : entry,
  );
  return { ...bundle, ledger: { ...bundle.ledger, entries } };
}

function keyOf({ folder }: TestCore): Promise<HeadKey> {
  return openHeadKey(folder);
}

async function signed(bundle: EvidenceBundle, key: HeadKey): Promise<EvidenceBundle> {
  const { signature: _, ...rest } = bundle;
  const digest = digestOfBundle(rest);
  return { ...rest, signature: await key.signStatement({ digest, at: bundle.madeAt }) };
}
