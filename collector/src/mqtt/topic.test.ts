import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { filtersOf, TopicTree } from './topic.ts';

describe('filtersOf', () => {
  it.each([
    ['a/b', ['a/b']],
    ['tele/{topic}/LWT', ['tele/+/LWT']],
    ['{base...}/bridge/info', ['+/bridge/info', '+/+/bridge/info', '+/+/+/bridge/info']],
  ])('covers %s', (template, filters) => {
    expect(filtersOf(template)).toEqual(filters);
  });
});

describe('TopicTree', () => {
  const tree = new TopicTree<string>();
  tree.add('{base...}/bridge/info', 'info');
  tree.add('tele/{topic}/LWT', 'will');
  tree.add('{any}/{topic}/LWT', 'any will');

  it.each([
    ['zigbee2mqtt/bridge/info', [{ value: 'info', captures: { base: 'zigbee2mqtt' } }]],
    ['a/b/c/bridge/info', [{ value: 'info', captures: { base: 'a/b/c' } }]],
    ['a/b/c/d/bridge/info', []],
    [
      'tele/lamp/LWT',
      [
        { value: 'will', captures: { topic: 'lamp' } },
        { value: 'any will', captures: { any: 'tele', topic: 'lamp' } },
      ],
    ],
    ['$SYS/broker/LWT', []],
    ['tele/lamp', []],
    ['', []],
  ])('finds what %s fits, in the order of the templates', (topic, matches) => {
    expect(tree.match(topic)).toEqual(matches);
  });

  it('survives any topic', () => {
    fc.assert(
      fc.property(fc.string(), (topic) => {
        tree.match(topic);
      }),
    );
  });
});
