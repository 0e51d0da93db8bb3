/**
 * The answers' shapes as JSON Schema, for the API document. They are the interfaces of
 * `@muster/facts/inventory` and `ports.ts`, and the compiler holds the two to each other. Long, for it is a
 * table: one shape after the other.
 */
import {
  type AssetDetail,
  type AssetRowOutcome,
  type AssetView,
  type LedgerEntry,
  LIFECYCLE_STATES,
  type LifecycleState,
} from '@muster/facts/assets';
import {
  type CiAsOf,
  type CiDetail,
  type CiSummary,
  type DecisionView,
  type Disposition,
  FINDING_ACTIONS,
  FINDING_KINDS,
  type FindingKind,
  type FindingView,
  IDENTIFIER_SCHEMES,
  type IdentifierScheme,
  type ObserverView,
  type RuleTrial,
  type SharedValueView,
} from '@muster/facts/inventory';
import {
  DEVICE_CLASSES,
  type DeviceClass,
  type Observation,
  RISK_TIERS,
  SOURCES,
  type Source,
} from '@muster/facts/observation';
import { type Static, type TSchema, Type } from 'typebox';
import type { IngestResult, ObservationFate, Stats } from '../ports.ts';
import { ROLES, type Role } from './access.ts';
import type { SignInCode } from './people/sign-in-codes.ts';
import type { UserView } from './people/users.ts';
import type { Same } from './same.ts';

const text = Type.String();
const time = Type.String({ format: 'date-time' });
const optional = Type.Optional;
const whole = Type.Integer({ minimum: 0 });
const oneOf = <V extends string>(values: readonly V[]) =>
  Type.Unsafe<V>(Type.String({ enum: [...values] }));
const source = oneOf<Source>(SOURCES);
const findingKind = oneOf<FindingKind>(FINDING_KINDS);
const scheme = oneOf<IdentifierScheme>(IDENTIFIER_SCHEMES);
const presence = oneOf(['seen', 'left']);
const disposition = oneOf<Disposition>([
  'applied',
  'unchanged',
  'duplicate',
  'parked',
  'refused',
  'conflict',
]);
const observation = Type.Unsafe<Observation>(
  Type.Object({}, { description: 'An observation: GET /api/v1/schemas/observation.json' }),
);

const findingParticulars = {
  place: optional(
    Type.Object({
      behind: optional(text),
      port: optional(text),
      vlan: optional(whole),
      segment: optional(text),
      site: optional(text),
      location: optional(text),
    }),
  ),
  firstSeenAt: optional(time),
  likelyKind: optional(text),
  riskTier: optional(oneOf(RISK_TIERS)),
  action: optional(oneOf(FINDING_ACTIONS)),
  rule: optional(text),
};
const finding = Type.Object({
  ...findingParticulars,
  id: text,
  kind: findingKind,
  state: oneOf(['open', 'resolved', 'excepted']),
  severity: oneOf(['low', 'medium', 'high']),
  ciId: optional(text),
  assetId: optional(text),
  observerId: optional(text),
  subject: text,
  reason: text,
  evidence: Type.Array(text),
  openedAt: time,
  resolvedAt: optional(time),
  assignee: optional(text),
  dueAt: optional(time),
  exceptedUntil: optional(time),
  riskOwner: optional(text),
  escalatedAt: optional(time),
});

const summary = {
  id: text,
  class: optional(oneOf<DeviceClass>(DEVICE_CLASSES)),
  vendor: optional(text),
  model: optional(text),
  serial: optional(text),
  hostname: optional(text),
  firmware: optional(text),
  macs: Type.Array(text),
  addresses: Type.Array(text),
  sources: Type.Array(source),
  presence,
  firstSeenAt: time,
  lastSeenAt: time,
  assetTag: optional(text),
  assetId: optional(text),
  findings: Type.Array(findingKind),
};
const ciSummary = Type.Object(summary);

const factValue = {
  value: Type.Union([text, Type.Number(), Type.Boolean()]),
  source: oneOf<Source | 'person'>([...SOURCES, 'person']),
  profile: text,
  recordId: text,
  observedAt: time,
};
const evidence = Type.Object({
  rule: text,
  weight: Type.Number(),
  scheme: optional(scheme),
  value: optional(text),
  recordId: optional(text),
  says: text,
});
const decision = Type.Object({
  id: text,
  kind: oneOf<DecisionView['kind']>([
    'join',
    'split',
    'never-same',
    'link',
    'unlink',
    'lock',
    'shared',
    'rules',
    'undo',
    'exception',
  ]),
  at: time,
  actor: text,
  ruleVersion: optional(text),
  ciId: optional(text),
  recordId: optional(text),
  assetId: optional(text),
  reason: text,
  for: Type.Array(evidence),
  against: Type.Array(evidence),
  runnerUp: optional(Type.Object({ ciId: text, weight: Type.Number() })),
  otherCiId: optional(text),
  undoes: optional(text),
  undoneBy: optional(text),
});
const sharedValue = Type.Object({
  id: text,
  scheme,
  value: text,
  actor: text,
  reason: text,
  at: time,
});
const lock = Type.Object({
  id: text,
  attribute: text,
  value: text,
  reason: text,
  actor: text,
  at: time,
  until: optional(time),
});
const fact = Type.Object({
  ...factValue,
  attribute: text,
  lock: optional(lock),
  rejected: Type.Array(Type.Object(factValue)),
});
const record = Type.Object({
  id: text,
  source,
  key: text,
  profile: text,
  observerId: text,
  version: whole,
  firstSeenAt: time,
  lastSeenAt: time,
  presence,
  observation,
});
const ciDetail = Type.Object({
  ...summary,
  facts: Type.Array(fact),
  identifiers: Type.Array(
    Type.Object({
      scheme,
      scope: optional(text),
      value: text,
      printed: text,
      trust: oneOf(['impossible', 'suspect', 'sound']),
      why: optional(text),
      recordId: text,
    }),
  ),
  records: Type.Array(record),
  decisions: Type.Array(decision),
  sightings: Type.Array(
    Type.Object({
      mac: text,
      byRecordId: text,
      byKey: text,
      byHostname: optional(text),
      port: optional(text),
      vlan: optional(whole),
      address: optional(text),
      firstSeenAt: time,
      lastSeenAt: time,
    }),
  ),
  locks: Type.Array(lock),
  openFindings: Type.Array(finding),
});

const asset = Type.Object({
  id: text,
  tag: optional(text),
  serial: optional(text),
  vendor: optional(text),
  model: optional(text),
  state: oneOf<LifecycleState>(LIFECYCLE_STATES),
  owner: optional(text),
  custodian: optional(text),
  site: optional(text),
  purchasedOn: optional(text),
  technicalOwner: optional(text),
  location: optional(text),
  supplier: optional(text),
  orderNumber: optional(text),
  price: optional(text),
  warrantyUntil: optional(text),
  supportUntil: optional(text),
  fields: optional(Type.Record(text, text)),
  duplicateAccepted: optional(Type.Boolean()),
  ciId: optional(text),
});
const ciAsOf = Type.Object({
  id: text,
  asOf: time,
  facts: Type.Array(fact),
  records: Type.Array(record),
  decisions: Type.Array(decision),
  findings: Type.Array(finding),
  asset: optional(asset),
});
const ruleTrial = Type.Object({
  ruleVersion: text,
  records: whole,
  joins: whole,
  splits: whole,
  ownerChanges: whole,
  differences: Type.Array(
    Type.Object({
      kind: oneOf(['join', 'split']),
      cis: Type.Array(text),
      records: Type.Array(Type.Array(text)),
      for: Type.Array(evidence),
      against: Type.Array(evidence),
      assets: Type.Array(
        Type.Object({ id: text, ciId: text, tag: optional(text), owner: optional(text) }),
      ),
      ownerChange: Type.Boolean(),
    }),
  ),
  truncated: Type.Boolean(),
});
const ledgerEntry = Type.Object({
  seq: whole,
  at: time,
  actor: text,
  kind: text,
  subject: text,
  payload: Type.Unknown(),
  hash: text,
});
const assetDetail = Type.Object({
  ...asset.properties,
  createdAt: time,
  updatedAt: time,
  retiredAt: optional(time),
  links: Type.Array(
    Type.Object({
      ciId: text,
      method: oneOf(['auto', 'manual']),
      actor: text,
      linkedAt: time,
      unlinkedAt: optional(time),
      decisionId: optional(text),
    }),
  ),
  openFindings: Type.Array(finding),
  history: Type.Array(ledgerEntry),
});
/** What may become of a row of an import. */
export const DISPOSITIONS: readonly AssetRowOutcome['disposition'][] = [
  'create',
  'update',
  'link',
  'unchanged',
  'block',
  'review',
];
const assetOutcome = Type.Object({
  line: whole,
  disposition: oneOf<AssetRowOutcome['disposition']>(DISPOSITIONS),
  reason: text,
  assetId: optional(text),
  ciId: optional(text),
});
const observer = Type.Object({
  id: text,
  kind: oneOf(['agent', 'collector', 'import']),
  name: text,
  version: optional(text),
  enrolledAt: time,
  lastSeenAt: optional(time),
  connected: Type.Boolean(),
  revoked: Type.Boolean(),
  sources: Type.Array(source),
  share: optional(text),
  lost: whole,
});
const fate = Type.Object({
  id: text,
  disposition,
  reason: optional(text),
  at: time,
  observerId: text,
  ciId: optional(text),
  observation: optional(observation),
});
const stats = Type.Object({
  cis: whole,
  records: whole,
  assets: whole,
  linked: whole,
  openFindings: Type.Unsafe<Readonly<Partial<Record<FindingKind, number>>>>(
    Type.Record(text, whole),
  ),
});
const ingestResult = Type.Object({
  counts: Type.Unsafe<Readonly<Partial<Record<Disposition, number>>>>(Type.Record(text, whole)),
  exceptions: Type.Array(Type.Object({ id: text, disposition, reason: optional(text) })),
  wanted: Type.Array(Type.Object({ source, key: text })),
});
const role = oneOf<Role>(ROLES);
const user = Type.Object({ name: text, role });
const listedUser = Type.Object({ name: text, role, createdAt: time });
const signedIn = Type.Object({ user: text, role });
const signInCode = Type.Object({ code: text, expiresAt: time });
const enrolmentToken = Type.Object({ id: text, token: text, expiresAt: time });
const health = Type.Object({ status: oneOf(['ok']), version: text });

type ViewName =
  | 'asset'
  | 'assetDetail'
  | 'assetOutcome'
  | 'ciAsOf'
  | 'ciDetail'
  | 'ciSummary'
  | 'decision'
  | 'enrolmentToken'
  | 'fact'
  | 'fate'
  | 'finding'
  | 'health'
  | 'ingestResult'
  | 'ledgerEntry'
  | 'listedUser'
  | 'observer'
  | 'record'
  | 'ruleTrial'
  | 'sharedValue'
  | 'signedIn'
  | 'signInCode'
  | 'stats'
  | 'user';

export const views: Readonly<Record<ViewName, TSchema>> = {
  asset,
  assetDetail,
  assetOutcome,
  ciAsOf,
  ciDetail,
  ciSummary,
  decision,
  enrolmentToken,
  fact,
  fate,
  finding,
  health,
  ingestResult,
  ledgerEntry,
  listedUser,
  observer,
  record,
  ruleTrial,
  sharedValue,
  signedIn,
  signInCode,
  stats,
  user,
};

/** Done, and nothing to say. */
export const nothing: TSchema = Type.Null({ description: 'Done' });
/** Taken on: what comes of it is seen later. */
export const accepted: TSchema = Type.Object({}, { description: 'Passed on' });

/** `items` is all there is; a page says how to go on. */
export function listOf(item: TSchema): TSchema {
  return Type.Object({ items: Type.Array(item) });
}

export function pageOf(item: TSchema): TSchema {
  return Type.Object({ items: Type.Array(item), total: whole, next: optional(text) });
}

interface Agreements {
  readonly asset: Same<Static<typeof asset>, AssetView>;
  readonly assetDetail: Same<Static<typeof assetDetail>, AssetDetail>;
  readonly assetOutcome: Same<Static<typeof assetOutcome>, AssetRowOutcome>;
  readonly ciAsOf: Same<Static<typeof ciAsOf>, CiAsOf>;
  readonly ciDetail: Same<Static<typeof ciDetail>, CiDetail>;
  readonly ciSummary: Same<Static<typeof ciSummary>, CiSummary>;
  readonly decision: Same<Static<typeof decision>, DecisionView>;
  readonly fate: Same<Static<typeof fate>, ObservationFate>;
  readonly finding: Same<Static<typeof finding>, FindingView>;
  readonly ingestResult: Same<Static<typeof ingestResult>, IngestResult>;
  readonly listedUser: Same<Static<typeof listedUser>, UserView>;
  readonly signInCode: Same<Static<typeof signInCode>, SignInCode>;
  readonly ledgerEntry: Same<Static<typeof ledgerEntry>, LedgerEntry>;
  readonly observer: Same<Static<typeof observer>, ObserverView>;
  readonly ruleTrial: Same<Static<typeof ruleTrial>, RuleTrial>;
  readonly sharedValue: Same<Static<typeof sharedValue>, SharedValueView>;
  readonly stats: Same<Static<typeof stats>, Stats>;
}
const agreements: Agreements = {
  asset: true,
  assetDetail: true,
  assetOutcome: true,
  ciAsOf: true,
  ciDetail: true,
  ciSummary: true,
  decision: true,
  fate: true,
  finding: true,
  ingestResult: true,
  listedUser: true,
  signInCode: true,
  ledgerEntry: true,
  observer: true,
  ruleTrial: true,
  sharedValue: true,
  stats: true,
};
void agreements;
