/**
 * The observation as JSON Schema (draft 2020-12), and the parser of what comes from outside. The
 * compiler holds it to the interfaces of `observation.ts` (`isolatedDeclarations` forbids exporting
 * the inferred type).
 */
import { type Static, type TSchema, Type } from 'typebox';
import {
  COMPONENT_KINDS,
  DEVICE_CLASSES,
  MAC_KINDS,
  OBSERVATION_SCHEMA_ID,
  type Observation,
  RISK_TIERS,
  SOURCES,
} from './observation.ts';
import { type Parsed, parserOf } from './parsed.ts';

const closed = { additionalProperties: false } as const;
/** A short fact. 256 is four times the longest serial, model or host name met in recordings. */
const short = Type.String({ minLength: 1, maxLength: 256 });
/** A description or version text (sysDescr is at most 255 octets; some CLIs print more). */
const long = Type.String({ minLength: 1, maxLength: 1024 });
const time = Type.String({
  pattern: '^\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}:\\d{2}\\.\\d{3}Z$',
  description: 'RFC 3339, UTC, milliseconds',
});
const date = Type.String({ pattern: '^\\d{4}(-\\d{2}(-\\d{2})?)?$' });
const mac = Type.String({
  pattern: '^[0-9a-f]{2}(:[0-9a-f]{2}){5}$',
  description: 'Six octets, lower-case hex, colons',
});
const count = Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER });
const optional = Type.Optional;
const oneOf = <const V extends readonly string[]>(values: V) =>
  Type.Unsafe<V[number]>(Type.String({ enum: [...values] }));

const schema = Type.Object(
  {
    schema: Type.Literal(OBSERVATION_SCHEMA_ID),
    id: Type.String({
      pattern: '^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$',
      description: 'UUIDv7 (RFC 9562): the idempotency key',
    }),
    observedAt: time,
    observer: Type.Object(
      {
        id: short,
        kind: oneOf(['agent', 'collector', 'import']),
        version: short,
        site: optional(short),
      },
      closed,
    ),
    source: oneOf(SOURCES),
    profile: short,
    key: Type.String({ minLength: 1, maxLength: 512 }),
    presence: oneOf(['seen', 'left']),
    class: optional(oneOf(DEVICE_CLASSES)),
    device: Type.Object(
      {
        vendor: optional(short),
        model: optional(short),
        partNumber: optional(short),
        serial: optional(short),
        chassisSerial: optional(short),
        boardSerial: optional(short),
        uuid: optional(short),
        machineId: optional(short),
        assetTag: optional(short),
        hostname: optional(short),
        hardwareRevision: optional(short),
        formFactor: optional(short),
        sku: optional(short),
        family: optional(short),
        engineId: optional(short),
        eui64: optional(short),
        imei: optional(short),
        baseMac: optional(mac),
        manufacturedOn: optional(date),
      },
      closed,
    ),
    firmware: optional(
      Type.Object(
        { vendor: optional(short), version: optional(long), releasedOn: optional(date) },
        closed,
      ),
    ),
    os: optional(
      Type.Object(
        {
          name: short,
          version: optional(long),
          build: optional(short),
          kernel: optional(short),
          installedOn: optional(date),
        },
        closed,
      ),
    ),
    components: optional(
      Type.Array(
        Type.Object(
          {
            kind: oneOf(COMPONENT_KINDS),
            key: short,
            parent: optional(short),
            slot: optional(short),
            name: optional(short),
            vendor: optional(short),
            model: optional(short),
            partNumber: optional(short),
            serial: optional(short),
            assetTag: optional(short),
            firmware: optional(short),
            hardwareRevision: optional(short),
            sizeBytes: optional(count),
            speedBitsPerSecond: optional(count),
            manufacturedOn: optional(date),
            details: optional(
              Type.Record(
                Type.String({ maxLength: 64 }),
                Type.Union([Type.String({ maxLength: 1024 }), Type.Number(), Type.Boolean()]),
                { maxProperties: 64 },
              ),
            ),
          },
          closed,
        ),
        { maxItems: 8192 },
      ),
    ),
    interfaces: optional(
      Type.Array(
        Type.Object(
          {
            name: short,
            index: optional(count),
            mac: optional(mac),
            macKind: optional(oneOf(MAC_KINDS)),
            addresses: optional(Type.Array(short, { maxItems: 256 })),
            speedBitsPerSecond: optional(count),
            kind: optional(short),
            up: optional(Type.Boolean()),
            description: optional(long),
            driver: optional(short),
          },
          closed,
        ),
        { maxItems: 16384 },
      ),
    ),
    neighbors: optional(
      Type.Array(
        Type.Object(
          {
            protocol: oneOf(['lldp', 'cdp', 'fdp', 'edp', 'mndp', 'other']),
            localPort: short,
            chassisId: optional(short),
            portId: optional(short),
            portDescription: optional(long),
            systemName: optional(short),
            platform: optional(long),
            address: optional(short),
            capabilities: optional(Type.Array(short, { maxItems: 32 })),
          },
          closed,
        ),
        { maxItems: 8192 },
      ),
    ),
    attachments: optional(
      Type.Array(
        Type.Object(
          {
            mac,
            port: optional(short),
            vlan: optional(Type.Integer({ minimum: 0, maximum: 4095 })),
            address: optional(short),
          },
          closed,
        ),
        { maxItems: 131_072 },
      ),
    ),
    place: optional(
      Type.Object(
        {
          site: optional(short),
          location: optional(short),
          segment: optional(short),
          via: optional(
            Type.Object(
              { key: Type.String({ minLength: 1, maxLength: 512 }), port: optional(short) },
              closed,
            ),
          ),
        },
        closed,
      ),
    ),
    custody: optional(Type.Object({ user: optional(short), lastLoginAt: optional(time) }, closed)),
    posture: optional(
      Type.Object(
        {
          diskEncrypted: optional(Type.Boolean()),
          secureBoot: optional(Type.Boolean()),
          tpmVersion: optional(short),
          virtualization: optional(short),
          mdm: optional(short),
        },
        closed,
      ),
    ),
    power: optional(
      Type.Object(
        {
          batteryPercent: optional(Type.Number({ minimum: 0, maximum: 100 })),
          batterySerial: optional(short),
          cycleCount: optional(count),
          designCapacityMilliwattHours: optional(count),
          fullCapacityMilliwattHours: optional(count),
          powerSource: optional(short),
        },
        closed,
      ),
    ),
    classification: optional(
      Type.Object(
        {
          connectivity: optional(short),
          businessFunction: optional(short),
          riskTier: optional(oneOf(RISK_TIERS)),
          missing: optional(Type.Array(short, { maxItems: 16 })),
        },
        closed,
      ),
    ),
    candidates: optional(
      Type.Array(
        Type.Object(
          {
            field: short,
            value: optional(long),
            state: oneOf(['sound', 'suspect', 'placeholder', 'empty', 'derived']),
            from: short,
            chosen: optional(Type.Boolean()),
            why: optional(long),
          },
          closed,
        ),
        { maxItems: 512 },
      ),
    ),
    unread: optional(
      Type.Array(
        Type.Object(
          {
            what: short,
            why: oneOf(['permission', 'timeout', 'unsupported', 'truncated', 'absent', 'failed']),
            hint: optional(long),
          },
          closed,
        ),
        { maxItems: 256 },
      ),
    ),
    extensions: optional(
      Type.Record(Type.String({ maxLength: 64 }), Type.Unknown(), { maxProperties: 16 }),
    ),
    digest: Type.String({ pattern: '^[0-9a-f]{64}$' }),
  },
  closed,
);

/** The published JSON Schema. `observation.schema.json` is this, kept in step by a test. */
export const observationSchema: TSchema = schema;

/** Fails to compile when schema and interface differ. */
type Deep<T> = T extends readonly (infer U)[]
  ? readonly Deep<U>[]
  : T extends object
    ? { readonly [K in keyof T]: Deep<T[K]> }
    : T;
type Agrees =
  Deep<Static<typeof schema>> extends Deep<Observation>
    ? Deep<Observation> extends Deep<Static<typeof schema>>
      ? true
      : never
    : never;
const agrees: Agrees = true;
void agrees;

const parse = parserOf(schema);

/**
 * How deep extensions may nest. Devices report a few levels; thousands of brackets are an attack on
 * whatever walks the value by recursion (`JSON.stringify` included).
 */
export const EXTENSION_DEPTH_MAX = 32;

/**
 * Validates an observation: the published schema, and the depth of extensions, which JSON Schema
 * cannot bound. Their size is bounded by that of the message that carried them.
 */
export function parseObservation(input: unknown): Parsed<Observation> {
  const parsed = parse(input);
  if (parsed.kind === 'parsed' && isDeeper(parsed.value.extensions, EXTENSION_DEPTH_MAX)) {
    const message = `must not nest deeper than ${EXTENSION_DEPTH_MAX}`;
    return { kind: 'refused', problems: [{ path: '/extensions', message }] };
  }
  return parsed;
}

function isDeeper(value: unknown, levels: number): boolean {
  if (typeof value !== 'object' || value === null) return false;
  if (levels === 0) return true;
  return Object.values(value).some((member) => isDeeper(member, levels - 1));
}
