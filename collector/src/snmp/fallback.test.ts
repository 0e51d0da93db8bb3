/** Devices that no family recognizes, or only a generic one: rather nothing than something wrong. */
import { expect, it } from 'vitest';
import { builtInFamilies } from './families/registry.ts';
import { compileFamilies } from './match.ts';
import { productName } from './products.ts';
import { parseRecording } from './recorded.ts';
import { visitDevice } from './visit.ts';

const families = compileFamilies(builtInFamilies());

async function factsOf(sysDescr: string, sysObjectID: string, more: readonly string[] = []) {
  const lines = [`1.3.6.1.2.1.1.1.0|4|${sysDescr}`, `1.3.6.1.2.1.1.2.0|6|${sysObjectID}`, ...more];
  const outcome = await visitDevice(parseRecording(lines.join('\n')), { families, productName });
  if (outcome.kind !== 'visited') throw new Error(outcome.reason);
  const { model, version } = outcome.visited.identity.facts;
  return { model: model.value, version: version.value };
}

const NET_SNMP = '1.3.6.1.4.1.8072.3.2.10';

it.each([
  ['a server', 'Linux web 5.15.0-91-generic #101 SMP x86_64', NET_SNMP, '5.15.0-91-generic'],
  ['a small computer', 'Linux pi 6.1.21-v8+ #1642 SMP PREEMPT aarch64', NET_SNMP, '6.1.21-v8+'],
  ['an appliance with its own kernel', 'Linux ap 4.4.60 #1 SMP aarch64', NET_SNMP, undefined],
  ['an appliance without a host name', 'Linux 4.9.241 #2 SMP armv7l', NET_SNMP, undefined],
  ['an appliance by its processor', 'Linux ap 4.19.0 #1 mips', NET_SNMP, undefined],
  [
    'an appliance by its maker',
    'Linux ap 5.15.0-9-generic #1 x86_64',
    '1.3.6.1.4.1.99999.1',
    undefined,
  ],
])('says the kernel of %s only where it is the version of what runs there', async (...given) => {
  const [, sysDescr, sysObjectID, version] = given;
  expect(await factsOf(sysDescr, sysObjectID)).toMatchObject({ version });
});

it('takes an order number for no model', async () => {
  const chassis = (model: string): string[] => [
    '1.3.6.1.2.1.47.1.1.1.1.4.1|2|0',
    '1.3.6.1.2.1.47.1.1.1.1.5.1|2|3',
    `1.3.6.1.2.1.47.1.1.1.1.13.1|4|${model}`,
  ];
  const at = '1.3.6.1.4.1.99999.1';
  expect(await factsOf('A switch', at, chassis('40-1000832-08'))).toMatchObject({
    model: undefined,
  });
  expect(await factsOf('A switch', at, chassis('7750'))).toMatchObject({ model: '7750' });
  expect(await factsOf('A switch', at, chassis('EX 7750-2'))).toMatchObject({ model: 'EX 7750-2' });
});

it.each([
  ['1.3.6.1.4.1.318.1.3.2.7', undefined],
  ['1.3.6.1.4.1.9.1.1', 'ciscoGatewayServer'],
])('knows a product by %s only where its maker registers products', (sysObjectID, name) => {
  expect(productName(sysObjectID)).toBe(name);
});
