/** The dry run: choices with reasons, and an operator's families beside ours. */
import { expect, it } from 'vitest';
import { explain, formatExplanation, indexWith } from './explain.ts';
import { parseRecording } from './recorded.ts';

const context = { observedAt: '2026-01-01T00:00:00.000Z', address: '192.0.2.1' };
const widget = {
  families: [
    {
      id: 'widget-7',
      name: 'WidgetOS',
      vendor: 'Widget Works',
      evidence: 'unverified',
      match: [{ oid: ['1.3.6.1.4.1.99999.7'] }],
      serial: [{ get: '1.3.6.1.4.1.99999.7.1.1.0' }, { get: '1.3.6.1.4.1.99999.7.1.2.0' }],
      version: [{ descr: 'WidgetOS (\\S+)' }],
    },
  ],
};
/** As `snmpwalk -On` prints it. */
const walk = [
  '.1.3.6.1.2.1.1.1.0 = STRING: "Widget W-7 WidgetOS 3.2.1"',
  '.1.3.6.1.2.1.1.2.0 = OID: .1.3.6.1.4.1.99999.7.3',
  '.1.3.6.1.2.1.1.5.0 = STRING: "widget-1"',
  '.1.3.6.1.4.1.99999.7.1.1.0 = STRING: "N/A"',
  '.1.3.6.1.4.1.99999.7.1.2.0 = STRING: "WW-20240117"',
].join('\n');

it('explains which family won and what became of every candidate', async () => {
  const families = indexWith({ 'widget.json': widget });
  if (families.kind === 'refused') throw new Error(families.problems.join());
  const outcome = await explain(parseRecording(walk), families.index, context);
  if (outcome.kind !== 'explained') throw new Error(outcome.reason);
  const { explanation } = outcome;
  expect(explanation.families[0]).toMatchObject({
    id: 'widget-7',
    reasons: ['sysObjectID is at or below 1.3.6.1.4.1.99999.7'],
  });
  expect(explanation.sightings[0]?.device).toMatchObject({
    serial: 'WW-20240117',
    vendor: 'Widget Works',
    hostname: 'widget-1',
  });
  const text = formatExplanation(explanation);
  expect(text).toContain('device.serial  N/A  [placeholder] from 1.3.6.1.4.1.99999.7.1.1.0');
  expect(text).toContain('→ device.serial  WW-20240117  [sound] from 1.3.6.1.4.1.99999.7.1.2.0');
  expect(text).toContain('→ firmware.version  3.2.1');
});

it('lets an operator replace one of our families', () => {
  const mine = { families: [{ ...widget.families[0], id: 'ios', name: 'Mine' }] };
  const families = indexWith({ 'mine.json': mine });
  if (families.kind === 'refused') throw new Error(families.problems.join());
  expect(families.index.families.filter(({ id }) => id === 'ios')).toMatchObject([
    { name: 'Mine' },
  ]);
});

it.each([
  ['an unknown key', { ...widget.families[0], sereal: [] }, '/families/0/sereal'],
  [
    'a pattern that may never end',
    { ...widget.families[0], version: [{ descr: '(a+)+' }] },
    'never end',
  ],
  [
    'an OID that is none',
    { ...widget.families[0], match: [{ oid: ['enterprises.9'] }] },
    '/families/0/match',
  ],
])('refuses %s, naming file and place', (_, family, place) => {
  const result = indexWith({ 'mine.json': { families: [family] } });
  expect(result.kind).toBe('refused');
  const text = result.kind === 'refused' ? result.problems.join() : '';
  expect(text).toContain('mine.json');
  expect(text).toContain(place);
});
