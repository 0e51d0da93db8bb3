/** What a built-in part is, from the words devices call it by. */
import type { ComponentKind } from '@muster/facts/observation';

/** The first that matches counts: a "fan tray of a power supply" is a fan, an "SFP module" optics. */
const KINDS: readonly (readonly [RegExp, ComponentKind])[] = [
  [/\bfan\b|\bfans\b|fantray|blower|cooling/i, 'fan'],
  [
    /power ?suppl|\bpsu\b|\bpsm?\b|\bpem\b|\bpwr\b|power entry|power module|power shelf|rectifier/i,
    'power-supply',
  ],
  [
    /\bx?[sq]s?fp\w*|\bxcvr\b|transceiver|\bx2\b|\bxfp\b|\bgbic\b|\bcfp\d?\b|\bdac\b|\bbase-?[a-z]/i,
    'transceiver',
  ],
  [
    /supervisor|\bsup\d*[a-z]?\b|route processor|routing engine|\brsp\d*\b|\brp\d*\b|\bmpu\b|control(?:ler)? (?:card|board|processor)|management module|\bcmm\b|switch ?control/i,
    'supervisor',
  ],
  [
    /line ?card|\bfpc\b|\blpu\b|\bpic\b|\bmic\b|\bmpc\b|linecard|ethernet module|port adapter|\bspa\b|\bsip\b/i,
    'line-card',
  ],
  [/backplane|midplane|fabric/i, 'backplane'],
  [/\bssd\b|\bdisk\b|\bhdd\b|hard drive|flash card|\bnvme\b/i, 'disk'],
  [/\bdimm\b|memory module/i, 'memory'],
  [/\bcpu\b|processor/i, 'cpu'],
  [/\bchassis\b/i, 'chassis'],
  [/container|bay\b|slot\b/i, 'container'],
  [/sensor/i, 'sensor'],
];

export function partKindOf(...words: readonly (string | undefined)[]): ComponentKind {
  const text = words.filter((word) => word !== undefined).join(' ');
  return KINDS.find(([pattern]) => pattern.test(text))?.[1] ?? 'module';
}
