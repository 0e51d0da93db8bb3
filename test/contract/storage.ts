/**
 * The contract of the storage port: what every implementation must do, as tests. An implementation
 * calls it with a way to open itself on an empty database. It is long because the contract is one
 * list: what holds for each table, for every database.
 */

import { formatUuid7 } from '@muster/facts/uuid7';
import type {
  AssetRecord,
  ChangeSet,
  RecordState,
  Vote,
} from '@muster/reconciler/commit/change-set';
import { closeDraft, type Draft, openDraft } from '@muster/reconciler/commit/draft';
import { GENESIS } from '@muster/reconciler/ledger/chain';
import { type KeptTable, keep } from '@muster/reconciler/store/kept';
import type { Store, Transaction } from '@muster/reconciler/store/port';
import { describe, expect, it } from 'vitest';

/** A table that is described where it is kept. */
const KEPT: KeptTable<{ readonly id: number; readonly value: string }> = {
  name: 'shared_value',
  columns: ['id', 'scheme', 'value'],
  values: ({ id, value }) => [id, 'mac', value],
};

export interface OpenedStore extends AsyncDisposable {
  readonly store: Store;
}

const NO_IDS = { record: 0, version: 0, ci: 0, decision: 0, finding: 0, asset: 0, link: 0 };
const VOTE: Vote = { scheme: 'serial.system', value: 'SN1', scope: 'dell', trust: 'sound' };

function stateOf(recordId: number, change: Partial<RecordState> = {}): RecordState {
  return {
    recordId,
    ciId: recordId,
    versionId: recordId,
    digest: `digest ${recordId}`,
    volatileHash: '',
    observedAt: 10,
    firstSeenAt: 10,
    lastSeenAt: 10,
    presence: 'seen',
    presenceAt: 10,
    joinedAt: 10,
    observerId: 'observer',
    lastItemId: `item ${recordId}`,
    attention: 0,
    ...change,
  };
}

function assetOf(id: number, change: Partial<AssetRecord> = {}): AssetRecord {
  return { id, makerKey: '', state: 'deployed', createdAt: 5, updatedAt: 5, ...change };
}

/** A record with its CI, as the stages would add them. */
function addRecord(draft: Draft, id: number, change: Partial<RecordState> = {}): void {
  draft.newRecords.push({
    id,
    source: 'agent',
    key: `agent-${id}`,
    profile: 'linux',
    votes: [VOTE],
  });
  draft.newStates.push(stateOf(id, change));
  draft.votesCome.push({ recordId: id, vote: VOTE });
  draft.versions.push({
    id,
    recordId: id,
    version: 1,
    observedAt: 10,
    receivedAt: 11,
    observationId: `observation ${id}`,
    presence: 'seen',
    observer: '{}',
    digest: `digest ${id}`,
    body: '{"device":{}}',
  });
  draft.newCis.push({
    id,
    class: 'laptop',
    macs: ['m'],
    addresses: [],
    sources: ['agent'],
    words: 'm',
    firstSeenAt: 10,
    createdAt: 11,
  });
  draft.ciStates.push({ ciId: id, lastSeenAt: 10, presence: 'seen', presenceAt: 10 });
}

function changes(fill: (draft: Draft) => void, head = GENESIS): ChangeSet {
  const draft = openDraft(NO_IDS);
  fill(draft);
  return closeDraft(draft, head);
}

const commit = (store: Store, fill: (draft: Draft) => void): Promise<void> =>
  store.write(async (transaction) =>
    transaction.commit(changes(fill, await transaction.ledgerHead())),
  );
const read = <T>(store: Store, question: (transaction: Transaction) => Promise<T>): Promise<T> =>
  store.write(question);

export function describeStore(name: string, open: () => Promise<OpenedStore>): void {
  const within = async (run: (store: Store) => Promise<void>): Promise<void> => {
    await using opened = await open();
    await run(opened.store);
  };

  describe(`the storage contract, ${name}`, () => {
    it('gives records back as they were written, whole and by their key', () =>
      within(async (store) => {
        await commit(store, (draft) => addRecord(draft, 1, { power: '{}' }));
        const keys = [
          { source: 'agent', key: 'agent-1' },
          { source: 'snmp', key: 'agent-1' },
        ] as const;
        const states = await read(store, (tx) => tx.recordStates(keys));
        expect(states).toEqual([stateOf(1, { power: '{}' }), undefined]);
        expect(await read(store, (tx) => tx.records([1]))).toEqual([
          {
            row: { id: 1, source: 'agent', key: 'agent-1', profile: 'linux', votes: [VOTE] },
            state: stateOf(1, { power: '{}' }),
            version: 1,
            observer: '{}',
            body: '{"device":{}}',
          },
        ]);
        expect(await read(store, (tx) => tx.recordIdsOf([1, 2]))).toEqual([1]);
        expect(await read(store, (tx) => tx.lastIds())).toMatchObject({
          record: 1,
          version: 1,
          ci: 1,
        });
      }));

    it('gives back what a record stated before, addresses and versions', () =>
      within(async (store) => {
        const former = [{ value: 'm0', scope: '', until: 20 }];
        await commit(store, (draft) => addRecord(draft, 1));
        await commit(store, (draft) => {
          const row = {
            id: 1,
            source: 'agent',
            key: 'agent-1',
            profile: 'linux',
            votes: [VOTE],
          } as const;
          draft.changedRecords.push({ ...row, former });
        });
        const [record] = await read(store, (tx) => tx.records([1]));
        expect(record?.row.former).toEqual(former);
        const past = { observedAt: 10, digest: 'digest 1', body: '{"device":{}}' };
        expect(await read(store, (tx) => tx.history(1, 5))).toEqual([past]);
        expect(await read(store, (tx) => tx.history(1, 0))).toEqual([]);
      }));

    it('keeps rulings, locks and shared values until they are taken back', () =>
      within(async (store) => {
        const ruling = { id: 1, kind: 'apart', sides: [[1], [2, 3]] } as const;
        const lock = {
          id: 2,
          ciId: 2,
          attribute: 'device.model',
          value: 'X',
          reason: 'r',
          actor: 'a',
          at: 5,
          until: 90,
        };
        const shared = { id: 3, scheme: 'mac', value: 'm' } as const;
        const none = {
          rulings: false,
          locks: false,
          shared: false,
          links: false,
          valueFindings: false,
        };
        expect(await read(store, (tx) => tx.governed())).toEqual(none);
        await commit(store, (draft) => {
          for (const id of [1, 2]) addRecord(draft, id);
          draft.rulings.push(ruling);
          draft.locks.push(lock);
          draft.sharedValues.push(shared);
        });
        await commit(store, (draft) => {
          const ci = {
            id: 2,
            macs: [],
            addresses: [],
            sources: [],
            words: '',
            firstSeenAt: 10,
            createdAt: 11,
          } as const;
          draft.changedCis.push({ ...ci, mergedInto: 1 });
          draft.pastJoins.push({ recordId: 2, ciId: 2, joinedAt: 10, leftAt: 20 });
        });
        expect(await read(store, (tx) => tx.governed())).toEqual({
          ...none,
          rulings: true,
          locks: true,
          shared: true,
        });
        expect(await read(store, (tx) => tx.rulings([3, 1, 9]))).toEqual([ruling]);
        expect(await read(store, (tx) => tx.ruledRecords(1))).toEqual([1, 2, 3]);
        expect(await read(store, (tx) => tx.locks([1]))).toEqual([{ ...lock, countsFor: 1 }]);
        expect(await read(store, (tx) => tx.overdueLocks(90, 5))).toEqual([]);
        expect(await read(store, (tx) => tx.overdueLocks(91, 5))).toEqual([lock]);
        expect(await read(store, (tx) => tx.sharedValues([shared, VOTE]))).toEqual([shared]);
        expect(await read(store, (tx) => tx.pastCis([1, 2]))).toEqual([
          { recordId: 2, ciId: 2, leftAt: 20 },
        ]);
        await commit(store, (draft) => {
          draft.liftedRulings.push({ id: 1, at: 30 });
          draft.endedLocks.push({ id: 2, at: 30 });
          draft.unsharedValues.push({ id: 3, at: 30 });
        });
        expect(await read(store, (tx) => tx.governed())).toEqual(none);
        expect(await read(store, (tx) => tx.rulings([1, 2, 3]))).toEqual([]);
        expect(await read(store, (tx) => tx.ruledRecords(1))).toEqual([1, 2, 3]);
        expect(await read(store, (tx) => tx.locks([1, 2]))).toEqual([]);
        expect(await read(store, (tx) => tx.sharedValues([shared]))).toEqual([]);
      }));

    it('gives a decision back whole, with what took it back, and takes each back once', () =>
      within(async (store) => {
        const decision = {
          id: 1,
          kind: 'join',
          at: 5,
          actor: 'alice',
          ruleVersion: 'v',
          ciId: 1,
          reason: 'r',
          for: [{ rule: 'x', weight: 1, says: 's' }],
          against: [],
          runnerUp: { ciId: 2, weight: 3 },
          otherCiId: 2,
        } as const;
        const undo = {
          id: 2,
          kind: 'undo',
          at: 6,
          actor: 'bob',
          ciId: 1,
          reason: 'r',
          for: [],
          against: [],
          undoes: 1,
        } as const;
        await commit(store, (draft) => void draft.decisions.push(decision));
        expect(await read(store, (tx) => tx.decision(1))).toEqual(decision);
        await commit(store, (draft) => void draft.decisions.push(undo));
        expect(await read(store, (tx) => tx.decision(1))).toEqual({ ...decision, undoneBy: 2 });
        expect(await read(store, (tx) => tx.decision(3))).toBeUndefined();
        const again = commit(store, (draft) => void draft.decisions.push({ ...undo, id: 3 }));
        await expect(again).rejects.toThrow();
      }));

    it('keeps rule sets, and how far records were compared under the last', () =>
      within(async (store) => {
        expect(await read(store, (tx) => tx.ruleSet())).toBeUndefined();
        await commit(store, (draft) => {
          for (const id of [1, 2, 3]) addRecord(draft, id);
          draft.ruleSets.push({ id: 4, version: 'a', rules: '{}' }, { id: 7, version: 'b' });
        });
        expect(await read(store, (tx) => tx.ruleSet())).toEqual({
          id: 7,
          version: 'b',
          settledTo: 0,
        });
        await commit(
          store,
          (draft) => void draft.settledRuleSets.push({ id: 7, settledTo: 3, settledAt: 9 }),
        );
        expect(await read(store, (tx) => tx.ruleSet())).toMatchObject({
          settledTo: 3,
          settledAt: 9,
        });
        expect(await read(store, (tx) => tx.ruleSet(7))).toMatchObject({ id: 4, rules: '{}' });
        expect(await read(store, (tx) => tx.recordIdsAfter(1, 5))).toEqual([2, 3]);
        expect(await read(store, (tx) => tx.recordIdsAfter(0, 2))).toEqual([1, 2]);
      }));

    it('keeps one unresolved finding about a value', () =>
      within(async (store) => {
        const finding = {
          id: 1,
          kind: 'shared',
          state: 'open',
          severity: 'low',
          valueKey: 'mac m',
          subject: 'mac m',
          reason: 'r',
          evidence: [],
          openedAt: 5,
        } as const;
        await commit(store, (draft) => void draft.openedFindings.push(finding));
        const about = { valueKeys: ['mac m', 'mac n'] };
        expect(await read(store, (tx) => tx.unresolvedFindings(about))).toEqual([finding]);
        expect(await read(store, (tx) => tx.governed())).toMatchObject({ valueFindings: true });
        await expect(
          commit(store, (draft) => void draft.openedFindings.push({ ...finding, id: 2 })),
        ).rejects.toThrow();
      }));

    it('finds what it wrote, whatever the text', () =>
      within(async (store) => {
        const texts = [
          '"',
          '\\',
          '\\"',
          '{a,b}',
          'NULL',
          'null',
          '',
          ' ',
          "'",
          '😀',
          '\ud800',
          'a\0b',
        ];
        // Keys are as the source gave them; a canonical value is sound text.
        const values = texts.filter((text) => text.isWellFormed() && !text.includes('\0'));
        const votes = values.map((value): Vote => ({ ...VOTE, value }));
        await commit(store, (draft) => {
          for (const [index, key] of texts.entries()) {
            const id = index + 1;
            draft.newRecords.push({ id, source: 'snmp', key, profile: key, votes: [] });
            draft.newStates.push(stateOf(id, { lastItemId: key }));
          }
          for (const [index, vote] of votes.entries()) {
            draft.votesCome.push({ recordId: index + 1, vote });
          }
        });
        const keys = texts.map((key) => ({ source: 'snmp', key }) as const);
        const states = await read(store, (tx) => tx.recordStates(keys));
        expect(states.map((state) => state?.recordId)).toEqual(texts.map((_, index) => index + 1));
        const held = await read(store, (tx) => tx.holders(votes, 9));
        expect(new Map(held.map(({ recordId, value }) => [recordId, value]))).toEqual(
          new Map(values.map((value, index) => [index + 1, value])),
        );
      }));

    it('leaves nothing behind of a transaction that failed', () =>
      within(async (store) => {
        const reason = new Error('changed my mind');
        const failing = store.write(async (transaction) => {
          await transaction.commit(changes((draft) => addRecord(draft, 1)));
          throw reason;
        });
        await expect(failing).rejects.toBe(reason);
        expect(await read(store, (tx) => tx.recordIdsOf([1]))).toEqual([]);
        await commit(store, (draft) => addRecord(draft, 1));
        expect(await read(store, (tx) => tx.recordIdsOf([1]))).toEqual([1]);
      }));

    it('runs transactions one after the other', () =>
      within(async (store) => {
        const steps: string[] = [];
        const step = (label: string) =>
          store.write(async (transaction) => {
            steps.push(`${label} begins`);
            await transaction.hasAssets();
            steps.push(`${label} ends`);
          });
        await Promise.all([step('a'), step('b')]);
        expect(steps).toEqual(['a begins', 'a ends', 'b begins', 'b ends']);
      }));

    it('finds the holders of a value, and no longer those that gave it up', () =>
      within(async (store) => {
        await commit(store, (draft) => {
          for (const id of [1, 2, 3]) addRecord(draft, id);
        });
        const holders = async (limit: number) => {
          const found = await read(store, (tx) =>
            tx.holders([VOTE, { ...VOTE, value: 'SN9' }], limit),
          );
          return found.map(({ recordId }) => recordId).toSorted();
        };
        expect(await holders(9)).toEqual([1, 2, 3]);
        expect(await holders(2)).toHaveLength(2);
        await commit(store, (draft) => draft.votesGone.push({ recordId: 2, vote: VOTE }));
        expect(await holders(9)).toEqual([1, 3]);
        expect(await read(store, (tx) => tx.ciIdsBySerial(['SN1', 'SN9']))).toEqual([1, 3]);
      }));

    it('moves presence forward only, of the record as told and of its CI', () =>
      within(async (store) => {
        await commit(store, (draft) => addRecord(draft, 1));
        const appear = (at: number, presence: 'seen' | 'left') =>
          commit(store, (draft) =>
            draft.presence.push({
              recordId: 1,
              ciId: 1,
              observedAt: 10,
              lastSeenAt: at,
              presence,
              presenceAt: at,
              observerId: 'o',
              lastItemId: `at ${at}`,
            }),
          );
        const ci = () => read(store, (tx) => tx.ciStates([1]));
        await appear(30, 'left');
        expect(await ci()).toEqual([{ ciId: 1, lastSeenAt: 30, presence: 'left', presenceAt: 30 }]);
        await appear(20, 'seen');
        expect(await ci()).toEqual([{ ciId: 1, lastSeenAt: 30, presence: 'left', presenceAt: 30 }]);
        await appear(30, 'seen');
        expect(await ci()).toEqual([{ ciId: 1, lastSeenAt: 30, presence: 'seen', presenceAt: 30 }]);
        const [state] = await read(store, (tx) =>
          tx.recordStates([{ source: 'agent', key: 'agent-1' }]),
        );
        expect(state).toMatchObject({ lastItemId: 'at 30', observerId: 'o' });
      }));

    it('knows the version in effect at a time', () =>
      within(async (store) => {
        await commit(store, (draft) => {
          addRecord(draft, 1);
          const version = {
            recordId: 1,
            receivedAt: 0,
            observationId: '',
            presence: 'seen',
            observer: '{}',
            body: '{}',
          } as const;
          draft.versions.push({ ...version, id: 2, version: 2, observedAt: 20, digest: 'second' });
        });
        const asked = [9, 10, 19, 99].map((observedAt) => ({ recordId: 1, observedAt }));
        expect(await read(store, (tx) => tx.digestsAt(asked))).toEqual([
          undefined,
          'digest 1',
          'digest 1',
          'second',
        ]);
        expect([...(await read(store, (tx) => tx.lastVersions([1, 9])))]).toEqual([
          [1, 2],
          [9, 0],
        ]);
      }));

    it('keeps each fate once, and forgets the old ones when told', () =>
      within(async (store) => {
        const fate = (id: string, at: number) =>
          ({ id, at, disposition: 'parked', observerId: 'o', body: `of ${id}` }) as const;
        const old = formatUuid7(4, new Uint8Array(10));
        const recent = formatUuid7(6, new Uint8Array(10));
        await commit(store, (draft) =>
          draft.fates.push(fate(old, 9), fate(recent, 9), fate('parked-a', 4), fate('parked-b', 6)),
        );
        await commit(store, (draft) => draft.fates.push({ ...fate(old, 9), body: 'other' }));
        const known = async () => {
          const ids = [old, recent, 'parked-a', 'parked-b', 'nothing'];
          return [...(await read(store, (tx) => tx.knownFates(ids)))].toSorted();
        };
        const all = [old, recent, 'parked-a', 'parked-b'].map((id) => [id, `of ${id}`]).toSorted();
        expect(await known()).toEqual(all);
        expect(await read(store, (tx) => tx.forgetFates(5, 1))).toBe(1);
        expect(await read(store, (tx) => tx.forgetFates(5, 9))).toBe(1);
        expect(await known()).toEqual([all[1], all[3]]);
      }));

    it('holds one living asset to a serial within its maker, and one link to each end', () =>
      within(async (store) => {
        const asset = (id: number, change: Partial<AssetRecord>) =>
          commit(store, (draft) => draft.newAssets.push(assetOf(id, change)));
        await asset(1, { serialKey: 'SN1', makerKey: 'dell', tag: 'T1' });
        await expect(asset(2, { serialKey: 'SN1', makerKey: 'dell' })).rejects.toThrow();
        await asset(2, { serialKey: 'SN1', makerKey: 'dell', state: 'retired', retiredAt: 7 });
        const link = (id: number, ciId: number, assetId: number) =>
          commit(store, (draft) =>
            draft.linked.push({ id, ciId, assetId, method: 'auto', actor: 'rule', linkedAt: 3 }),
          );
        await commit(store, (draft) => addRecord(draft, 1));
        await link(1, 1, 1);
        await expect(link(2, 1, 2)).rejects.toThrow();
        await expect(link(2, 9, 1)).rejects.toThrow();
        expect(await read(store, (tx) => tx.linksOf([1]))).toMatchObject([{ ciId: 1, assetId: 1 }]);
        await commit(store, (draft) => draft.unlinked.push({ ciId: 1, at: 4 }));
        expect(await read(store, (tx) => tx.linksOfAssets([1]))).toEqual([]);
        await link(2, 1, 2);
        const found = await read(store, (tx) => tx.assetsBySerial(['SN1']));
        expect(found.map(({ id }) => id).toSorted()).toEqual([1, 2]);
        expect(await read(store, (tx) => tx.assetsByTag(['T1']))).toMatchObject([{ id: 1 }]);
      }));

    it('links a CI to an asset record and lets go of it, and leaves all else of it alone', () =>
      within(async (store) => {
        await commit(store, (draft) => addRecord(draft, 1));
        const [before] = await read(store, (tx) => tx.cis([1]));
        await commit(store, (draft) => draft.relinkedCis.push({ id: 1, assetId: 7 }));
        expect(await read(store, (tx) => tx.cis([1]))).toEqual([{ ...before, assetId: 7 }]);
        await commit(store, (draft) => draft.relinkedCis.push({ id: 1 }));
        expect(await read(store, (tx) => tx.cis([1]))).toEqual([before]);
      }));

    it('gives an asset record back whole', () =>
      within(async (store) => {
        const asset = assetOf(1, {
          tag: 'T1',
          technicalOwner: 'NetOps',
          location: 'R12',
          supplier: 'Bechtle',
          orderNumber: 'PO-7',
          price: '1249.00 EUR',
          warrantyUntil: '2028-01-31',
          supportUntil: '2030-06-30',
          fields: { 'Cost centre': '4711' },
          duplicateAccepted: true,
        });
        await commit(store, (draft) => draft.newAssets.push(asset, assetOf(2, { tag: 'T2' })));
        expect(await read(store, (tx) => tx.assets([1, 2]))).toEqual([
          asset,
          assetOf(2, { tag: 'T2' }),
        ]);
      }));

    it('keeps the last word on a key of a kept table, within and after its transaction', () =>
      within(async (store) => {
        const row = (id: number, value: string) => keep(KEPT, { id, value });
        const rows = (tx: Transaction) =>
          tx.tables
            .selectFrom('shared_value')
            .select(['id', 'scheme', 'value'])
            .orderBy('id')
            .execute();
        await store.write(async (transaction) => {
          const head = await transaction.ledgerHead();
          const draft = openDraft(NO_IDS);
          draft.kept.push(row(1, 'a'), row(2, 'b'), row(1, 'c'));
          await transaction.commit(closeDraft(draft, head));
          expect(await rows(transaction)).toEqual([
            { id: 1, scheme: 'mac', value: 'c' },
            { id: 2, scheme: 'mac', value: 'b' },
          ]);
        });
        await commit(store, (draft) => draft.kept.push(row(2, 'd')));
        expect(await read(store, rows)).toEqual([
          { id: 1, scheme: 'mac', value: 'c' },
          { id: 2, scheme: 'mac', value: 'd' },
        ]);
      }));

    it('keeps when a collector was not heard for long, and forgets it in time', () =>
      within(async (store) => {
        const outages = () =>
          read(store, (tx) =>
            tx.tables.selectFrom('observer_outage').selectAll().orderBy('from_at').execute(),
          );
        const note = (id: string, at: number) =>
          store.write((tx) => tx.registry.noteObserver(id, { at }));
        const HOUR = 3_600_000;
        await store.write(async (tx) => {
          for (const kind of ['collector', 'agent'] as const) {
            await tx.registry.insertObserver({
              id: kind,
              kind,
              name: kind,
              version: '1',
              publicKeyX: kind,
              tokenId: 't',
              enrolledAt: 0,
            });
          }
        });
        for (const hours of [1, 2, 9, 9.5, 40]) {
          await note('collector', hours * HOUR);
          await note('agent', hours * HOUR);
        }
        expect(await outages()).toEqual([
          { observer_id: 'collector', from_at: 2 * HOUR, to_at: 9 * HOUR },
          { observer_id: 'collector', from_at: 9.5 * HOUR, to_at: 40 * HOUR },
        ]);
        await store.write((tx) => tx.forgetOutages(10 * HOUR));
        expect(await outages()).toHaveLength(1);
      }));

    it('marks the days on which CIs were seen, seven weeks of them', () =>
      within(async (store) => {
        const DAY = 86_400_000;
        const see = (day: number) =>
          commit(store, (draft) => {
            const state = { lastSeenAt: day * DAY + 5, presence: 'seen', presenceAt: 1 } as const;
            draft.ciStates.push({ ciId: 1, ...state }, { ciId: 2, ...state });
          });
        await commit(store, (draft) => {
          addRecord(draft, 1);
          addRecord(draft, 2);
        });
        const days = async () => {
          await store.write((tx) => tx.markPresence(0, 1));
          return read(store, (tx) => tx.tables.selectFrom('ci_presence').selectAll().execute());
        };
        for (const [day, marked] of [
          [1000, 0b1],
          [1000, 0b1],
          [1001, 0b11],
          [1004, 0b11001],
          [1049, 0b11001 * 2 ** 45 - 2 ** 49 + 1],
          [1098, 0b1],
          [1500, 0b1],
        ] as const) {
          await see(day);
          expect(await days()).toEqual([{ ci_id: 1, day, days: marked }]);
        }
      }));

    it('finds deployed assets that are quiet, by their CI or since they were recorded', () =>
      within(async (store) => {
        await commit(store, (draft) => {
          addRecord(draft, 1);
          draft.newAssets.push(
            assetOf(1),
            assetOf(2),
            assetOf(3, { state: 'retired' }),
            assetOf(4, { state: 'received' }),
          );
          draft.linked.push({
            id: 1,
            ciId: 1,
            assetId: 1,
            method: 'auto',
            actor: 'rule',
            linkedAt: 3,
          });
        });
        const quiet = async (since: number, afterId = 0) => {
          const found = await read(store, (tx) => tx.quietAssets(since, afterId, 10));
          return found.map(({ asset, ciId }) => [asset.id, ciId]);
        };
        expect(await quiet(5)).toEqual([]);
        // What was bought and has no device is waited for, too.
        const never = [
          [2, undefined],
          [4, undefined],
        ];
        expect(await quiet(6)).toEqual(never);
        expect(await quiet(11)).toEqual([[1, 1], ...never]);
        expect(await quiet(11, 1)).toEqual(never);
      }));

    it('keeps one unresolved finding of a kind about one subject', () =>
      within(async (store) => {
        const finding = (id: number) =>
          ({
            id,
            kind: 'rogue',
            state: 'open',
            severity: 'low',
            ciId: 1,
            subject: 's',
            reason: 'r',
            evidence: ['e'],
            openedAt: 1,
          }) as const;
        await commit(store, (draft) => draft.openedFindings.push(finding(1)));
        await expect(
          commit(store, (draft) => draft.openedFindings.push(finding(2))),
        ).rejects.toThrow();
        expect(await read(store, (tx) => tx.unresolvedFindings({ ciIds: [1] }))).toEqual([
          finding(1),
        ]);
        expect(await read(store, (tx) => tx.unresolvedFindings({ kinds: ['rogue'] }))).toHaveLength(
          1,
        );
        await commit(store, (draft) =>
          draft.changedFindings.push({ ...finding(1), state: 'resolved', resolvedAt: 2 }),
        );
        await commit(store, (draft) => draft.openedFindings.push(finding(2)));
        expect(await read(store, (tx) => tx.unresolvedFindings({ ciIds: [1] }))).toEqual([
          finding(2),
        ]);
      }));

    it('keeps a sighting per place, with its first and last time', () =>
      within(async (store) => {
        await commit(store, (draft) => addRecord(draft, 1));
        expect(await read(store, (tx) => tx.hasSightings())).toBe(false);
        const see = (seenAt: number, port: string, address?: string) =>
          commit(store, (draft) =>
            draft.sightings.push({
              mac: 'm',
              byRecordId: 1,
              port,
              seenAt,
              ...(address === undefined ? {} : { address }),
            }),
          );
        await see(10, 'Gi1', '10.0.0.1');
        await see(30, 'Gi1');
        await see(20, 'Gi2');
        expect(await read(store, (tx) => tx.sightings(['m', 'n'], 9))).toEqual([
          {
            mac: 'm',
            byRecordId: 1,
            byKey: 'agent-1',
            port: 'Gi1',
            address: '10.0.0.1',
            lastSeenAt: 30,
          },
          { mac: 'm', byRecordId: 1, byKey: 'agent-1', port: 'Gi2', lastSeenAt: 20 },
        ]);
        expect(await read(store, (tx) => tx.hasSightings())).toBe(true);
        expect(await read(store, (tx) => tx.forgetSightings(25, 9))).toBe(1);
        expect(await read(store, (tx) => tx.sightings(['m'], 9))).toHaveLength(1);
      }));

    it('appends to the ledger and tells its head', () =>
      within(async (store) => {
        expect(await read(store, (tx) => tx.ledgerHead())).toEqual(GENESIS);
        const entry = { at: 1, actor: 'a', kind: 'k', subject: 's', payload: { x: 1 } };
        await commit(store, (draft) => draft.ledger.push(entry, entry));
        const { seq, hash } = await read(store, (tx) => tx.ledgerHead());
        expect(seq).toBe(2);
        expect(hash).toBe(changes((draft) => draft.ledger.push(entry, entry)).ledger[1]?.hash);
        await expect(
          store.write((transaction) =>
            transaction.commit(changes((draft) => draft.ledger.push(entry))),
          ),
        ).rejects.toThrow();
      }));

    it('spends tokens, admits and revokes observers, and takes note of them', () =>
      within(async (store) => {
        const token = {
          id: 't',
          tokenHash: 'h',
          expiresAt: 9,
          maxUses: 2,
          uses: 0,
          createdAt: 1,
          createdBy: 'ada',
        };
        await store.write(async ({ registry }) => {
          await registry.insertToken(token);
          await registry.spendToken('t');
          await registry.insertObserver({
            id: 'o',
            kind: 'agent',
            name: 'n',
            version: '1',
            publicKeyX: 'x',
            tokenId: 't',
            enrolledAt: 2,
          });
          expect(await registry.observerAdmitted('x', 't')).toBe('o');
          expect(await registry.observerAdmitted('y', 't')).toBeUndefined();
        });
        const byHash = () => read(store, ({ registry }) => registry.tokenByHash('h'));
        expect(await byHash()).toEqual({ id: 't', expiresAt: 9, maxUses: 2, uses: 1 });
        expect(await read(store, ({ registry }) => registry.revokeToken('t', 3))).toBe(true);
        expect(await read(store, ({ registry }) => registry.revokeToken('t', 4))).toBe(false);
        expect(await byHash()).toMatchObject({ revokedAt: 3 });
        const coverage = { sources: ['snmp'], segments: [] } as const;
        const note = (id: string) =>
          read(store, ({ registry }) =>
            registry.noteObserver(id, { at: 5, connected: true, coverage }),
          );
        expect(await note('o')).toBe(true);
        expect(await note('nobody')).toBe(false);
        const known = {
          id: 'o',
          kind: 'agent',
          name: 'n',
          version: '1',
          enrolledAt: 2,
          lastSeenAt: 5,
          revoked: false,
          sources: ['snmp'],
          coverage,
        };
        expect(await read(store, (tx) => tx.observers())).toEqual([{ ...known, connected: true }]);
        const unheard = (since: number) =>
          read(store, ({ registry }) => registry.disconnectUnheard(since));
        expect([await unheard(5), await unheard(6), await unheard(6)]).toEqual([[], ['o'], []]);
        expect(await note('o')).toBe(true);
        await read(store, ({ registry }) => registry.disconnectAll());
        expect(await read(store, (tx) => tx.observers())).toEqual([{ ...known, connected: false }]);
        expect(await read(store, ({ registry }) => registry.revokeObserver('o', 6))).toBe(true);
        expect(await read(store, ({ registry }) => registry.revokeObserver('o', 7))).toBe(false);
        expect(await read(store, (tx) => tx.observers())).toMatchObject([{ revoked: true }]);
      }));
  });
}
