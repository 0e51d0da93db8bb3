/** A device's parts from its ENTITY tree: what can be pulled, replaced or has a number of its own. */
import type { Component, ComponentKind } from '@muster/facts/observation';
import { realValue } from '@muster/facts/placeholders';
import type { Entity, EntityClass, EntityTree } from './entity.ts';

/** As many as an observation carries. */
const COMPONENTS_MAX = 8192;

const KINDS: Readonly<Partial<Record<EntityClass, ComponentKind>>> = {
  chassis: 'chassis',
  backplane: 'backplane',
  'power-supply': 'power-supply',
  fan: 'fan',
  module: 'module',
  cpu: 'cpu',
  battery: 'battery',
  'storage-drive': 'disk',
  container: 'container',
  port: 'port',
  sensor: 'sensor',
};

/**
 * @param entities which rows; roots that are the device itself are not its components.
 * @returns those with a number, model or name of their own; places and ports without are left out,
 *   and what sits in them is attached to what they are part of.
 */
export function componentsOf(tree: EntityTree, entities: readonly Entity[]): readonly Component[] {
  const kept = new Set(entities.filter(isPart).map(({ index }) => index));
  const real = judgedOnce();
  return entities
    .filter(({ index }) => kept.has(index))
    .slice(0, COMPONENTS_MAX)
    .map((entity) => parseComponent(entity, keptParent(tree, entity, kept), real));
}

function isPart(entity: Entity): boolean {
  if (entity.serial !== undefined || entity.model !== undefined) return true;
  switch (entity.class) {
    case 'chassis':
    case 'module':
    case 'power-supply':
    case 'fan':
    case 'backplane':
    case 'cpu':
    case 'battery':
    case 'storage-drive':
      return true;
    default:
      return false;
  }
}

function keptParent(
  tree: EntityTree,
  entity: Entity,
  kept: ReadonlySet<string>,
): string | undefined {
  const seen = new Set<string>([entity.index]);
  let { parent } = entity;
  while (parent !== undefined && !kept.has(parent) && !seen.has(parent)) {
    seen.add(parent);
    parent = tree.get(parent)?.parent;
  }
  return parent !== undefined && kept.has(parent) ? parent : undefined;
}

/** A chassis repeats its makers, models and versions hundreds of times. */
function judgedOnce(): typeof realValue {
  const known = new Map<string, string | undefined>();
  return (field, value) => {
    if (value === undefined) return undefined;
    const key = `${field} ${value}`;
    if (!known.has(key)) known.set(key, realValue(field, value));
    return known.get(key);
  };
}

function parseComponent(
  entity: Entity,
  parent: string | undefined,
  real: typeof realValue,
): Component {
  const serial = real('serial', entity.serial);
  const model = real('model', entity.model);
  const vendor = real('vendor', entity.maker);
  const name = entity.name ?? entity.description;
  const firmware = real('version', entity.softwareRevision ?? entity.firmwareRevision);
  const hardwareRevision = real('version', entity.hardwareRevision);
  const assetTag = real('assetTag', entity.assetTag);
  return {
    kind: kindOf(entity),
    key: entity.index,
    ...(parent !== undefined && { parent }),
    ...(entity.position !== undefined && { slot: String(entity.position) }),
    ...(name !== undefined && { name }),
    ...(vendor !== undefined && { vendor }),
    ...(model !== undefined && { model }),
    ...(serial !== undefined && { serial }),
    ...(assetTag !== undefined && { assetTag }),
    ...(firmware !== undefined && { firmware }),
    ...(hardwareRevision !== undefined && { hardwareRevision }),
    ...(entity.manufacturedOn !== undefined && { manufacturedOn: entity.manufacturedOn }),
    ...(entity.description !== undefined && { details: { description: entity.description } }),
  };
}

/** A pluggable in a port is a transceiver, whether the agent calls it module or port. */
const TRANSCEIVER = /\b(?:x?sfp|qsfp|xfp|gbic|cfp|xenpak|transceiver|optic|10gbase-|1000base)/i;
const SUPERVISOR =
  /\b(?:supervisor|route processor|routing engine|rs?p\d|sup\d|control processor)/i;
const LINE_CARD = /\b(?:line ?card|linecard)\b/i;

function kindOf(entity: Entity): ComponentKind {
  const said = `${entity.description ?? ''} ${entity.name ?? ''} ${entity.model ?? ''}`;
  if (entity.class === 'module' || entity.class === 'port' || entity.class === 'other') {
    if (TRANSCEIVER.test(said)) return 'transceiver';
    if (entity.class === 'module' && SUPERVISOR.test(said)) return 'supervisor';
    if (entity.class === 'module' && LINE_CARD.test(said)) return 'line-card';
  }
  return KINDS[entity.class] ?? 'other';
}
