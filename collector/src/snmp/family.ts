/**
 * What a device family is: how it is recognized and where its identity is written, as data. A file
 * of families, ours or an operator's, is JSON of this shape; `collector/SNMP.md` explains it.
 */
import {
  COMPONENT_KINDS,
  type ComponentKind,
  DEVICE_CLASSES,
  type DeviceClass,
} from '@muster/facts/observation';
import { type Parsed, parserOf } from '@muster/facts/parsed';
import { Type } from 'typebox';

/** Every key that is present must hold; within a key any of the values. */
export interface MatchRule {
  /** sysObjectID lies at or below one of these. */
  readonly oid?: readonly string[];
  /** And not at or below one of these. */
  readonly exceptOid?: readonly string[];
  /** sysDescr contains one of these. */
  readonly descr?: readonly string[];
  readonly exceptDescr?: readonly string[];
  readonly descrPattern?: string;
  /** Objects to be asked for, where nothing else decides. */
  readonly probe?: readonly ProbeRule[];
  /** Holds for others too: probes are asked before it is believed. */
  readonly weak?: boolean;
}

/** All keys present must hold for the object's value. */
export interface ProbeRule {
  readonly oid: string;
  readonly is?: 'present' | 'missing';
  readonly equals?: readonly string[];
  readonly starts?: readonly string[];
  readonly contains?: readonly string[];
  readonly pattern?: string;
}

/** A column of ENTITY-MIB as a fact. */
export type EntityFact =
  | 'serial'
  | 'model'
  | 'description'
  | 'name'
  | 'hardwareRevision'
  | 'firmwareRevision'
  | 'softwareRevision'
  | 'assetTag';

/** Which rows of ENTITY-MIB; the device's own root where nothing is said. */
export interface EntitySelect {
  readonly class?: readonly string[];
  readonly name?: string;
  readonly description?: string;
  readonly index?: string;
}

/** Where one fact may be written. Exactly one of the keys up to `join` is present. */
export interface FactSource {
  /** One instance: a scalar or a cell. */
  readonly get?: string;
  /** The first cell of a column that has something to say. */
  readonly column?: string;
  readonly entity?: EntityFact;
  /** sysDescr: the pattern's first group. */
  readonly descr?: string;
  /** The name its maker registered for the sysObjectID, without this prefix. */
  readonly product?: { readonly strip?: string };
  readonly text?: string;
  /** What sysDescr seems to say, judged by its shape alone. */
  readonly described?: 'labeledModel' | 'model' | 'version' | 'serial';
  /** "{0} rev{1}": all parts must be there. */
  readonly join?: string;
  readonly of?: readonly FactSource[];

  /** `get` continues the first so many arcs of the sysObjectID: makers give each product a copy of a MIB. */
  readonly belowArcs?: number;
  /** Selects rows of `column`: another column's cell of the row must match. */
  readonly where?: { readonly column: string; readonly pattern: string };
  /** The value is the index of a row of this column, whose cell is the fact. */
  readonly lookup?: string;
  /** Selects rows, for `entity`. */
  readonly select?: EntitySelect;
  /** Only where sysDescr matches, or the sysObjectID lies there. */
  readonly whenDescr?: string;
  readonly whenOid?: readonly string[];
  /** Only where this object has one of these values. */
  readonly whenValue?: { readonly get: string; readonly is: readonly string[] };
  /** The value must match; its first group, if there is one, is the fact. */
  readonly pattern?: string;
  /** Whole values by name: for enumerations. */
  readonly values?: Readonly<Record<string, string>>;
  /** Literal texts, each replaced wherever it occurs. */
  readonly replace?: readonly (readonly [string, string])[];
  readonly transform?: readonly Transform[];
  /** The agent derives this from another fact (a MAC as serial): it is no proof of its own. */
  readonly derived?: boolean;
}

/** The closed set of named transforms; see `transform.ts`. */
export const TRANSFORMS = [
  'upper',
  'lower',
  'hex',
  'mac',
  'first-word',
  'last-word',
  'compact',
  'unpad',
  'vmware-serial',
] as const;
export type Transform = (typeof TRANSFORMS)[number];

/** Columns of a vendor's table of stack or cluster members. */
export interface MemberTable {
  readonly kind: 'stack' | 'cluster';
  /** The row's last arc, or the whole index, tells the member. */
  readonly serial?: string;
  readonly model?: string;
  readonly version?: string;
  readonly name?: string;
  readonly mac?: string;
  readonly role?: string;
  /** The value of `role` of the member that answers. */
  readonly activeRole?: readonly string[];
  /** The columns are indexed by the entPhysicalIndex of the member's chassis. */
  readonly byEntity?: boolean;
  /** Holds the member's number, where the index does not. */
  readonly number?: string;
}

/** Columns of a table of devices behind this one: access points, managed switches, blades. */
export interface ChildTable {
  readonly class: DeviceClass;
  readonly serial?: string;
  readonly model?: string;
  readonly version?: string;
  readonly name?: string;
  readonly mac?: string;
  readonly address?: string;
  /** A row whose serial contains one of these is no device of its own: a controller's own radio. */
  readonly exceptSerial?: readonly string[];
  /** Of what the column of serials has: guests are told of by their UUID. */
  readonly serialTransform?: readonly Transform[];
}

/** Columns of a wireless controller's table of stations. */
export interface ClientTable {
  /** Absent where the row's index ends in it. */
  readonly mac?: string;
  readonly address?: string;
  /** The row's index ends in the MAC and then an IPv4 address, where no columns have them. */
  readonly index?: 'mac-address';
  readonly vlan?: string;
  /**
   * Serial, MAC or address of the access point it is on, a row of `children`, or that row's index;
   * or, with `radios`, of one of its radios.
   */
  readonly accessPoint: string;
  /** A column whose rows' index begins with an access point's MAC and ends with a radio's BSSID. */
  readonly radios?: string;
  readonly state?: string;
  /** The values of `state` of one that is connected. */
  readonly connected?: readonly string[];
}

/** Columns of a vendor's table of parts, where ENTITY-MIB does not have them. */
export interface PartTable {
  readonly kind: ComponentKind;
  readonly serial?: string;
  readonly model?: string;
  readonly partNumber?: string;
  readonly name?: string;
  readonly version?: string;
  readonly hardwareRevision?: string;
  readonly vendor?: string;
}

/** What is peculiar about talking to the family. */
export interface Quirks {
  /** ENTITY-MIB names what is not the device (USB controllers): its serials are not used. */
  readonly ignoreEntitySerial?: boolean;
  /** Rows come out of order; only repetition ends a walk. */
  readonly unordered?: boolean;
  /** The FDB is seen per VLAN, by community "c@vlan" or context "vlan-n". */
  readonly communityIndexing?: boolean;
  readonly fdbIdIsVlanId?: boolean;
  /** lldpRemLocalPortNum is the ifIndex, whatever lldpLocPortTable says. */
  readonly lldpPortIsIfIndex?: boolean;
  /** The maker's copy of lldpRemTable, indexed by ifIndex, where LLDP-MIB is empty. */
  readonly lldpTable?: string;
  /** It runs in a virtual machine, whose host's serial it repeats. */
  readonly virtual?: boolean;
}

export const FACTS = [
  'serial',
  'model',
  'version',
  'hostname',
  'assetTag',
  'partNumber',
  'hardwareRevision',
  'baseMac',
] as const;
export type Fact = (typeof FACTS)[number];

export type FamilyFacts = { readonly [F in Fact]?: readonly FactSource[] };

export interface Family extends FamilyFacts {
  readonly id: string;
  /** What it runs: os.name. */
  readonly name: string;
  readonly vendor?: string;
  readonly class?: DeviceClass;
  /** Other names in use for the family, or for the system it runs with others. */
  readonly aliases?: readonly string[];
  readonly evidence: 'recorded' | 'unverified';
  /** Says little (a Linux, a net-snmp agent): any other family that matches is meant. */
  readonly generic?: boolean;
  /** Added to the score: for families that others would outweigh. */
  readonly priority?: number;
  readonly match: readonly MatchRule[];
  readonly stack?: MemberTable;
  readonly children?: readonly ChildTable[];
  readonly clients?: ClientTable;
  readonly parts?: readonly PartTable[];
  /** A vendor's column with the model of each row of ENTITY-MIB, by entPhysicalIndex. */
  readonly entityModel?: string;
  readonly quirks?: Quirks;
  /** Facts for which only the family's own sources are asked: the standard ones mislead. */
  readonly exclusive?: readonly Fact[];
}

const closed = { additionalProperties: false } as const;
const optional = Type.Optional;
const text = Type.String({ minLength: 1, maxLength: 256 });
const pattern = Type.String({ minLength: 1, maxLength: 256 });
const oid = Type.String({ pattern: '^\\d+(\\.\\d+)*$', maxLength: 512 });
const oneOf = <const V extends readonly string[]>(values: V) =>
  Type.Unsafe<V[number]>(Type.String({ enum: [...values] }));

const matchRule = Type.Object(
  {
    oid: optional(Type.Array(oid, { minItems: 1 })),
    exceptOid: optional(Type.Array(oid)),
    descr: optional(Type.Array(text, { minItems: 1 })),
    exceptDescr: optional(Type.Array(text)),
    descrPattern: optional(pattern),
    probe: optional(
      Type.Array(
        Type.Object(
          {
            oid,
            is: optional(oneOf(['present', 'missing'])),
            equals: optional(Type.Array(text)),
            starts: optional(Type.Array(text)),
            contains: optional(Type.Array(text)),
            pattern: optional(pattern),
          },
          closed,
        ),
        { maxItems: 8 },
      ),
    ),
    weak: optional(Type.Boolean()),
  },
  { ...closed, minProperties: 1 },
);

const entityFact = oneOf([
  'serial',
  'model',
  'description',
  'name',
  'hardwareRevision',
  'firmwareRevision',
  'softwareRevision',
  'assetTag',
]);

const sourceFields = {
  get: optional(oid),
  column: optional(oid),
  entity: optional(entityFact),
  descr: optional(pattern),
  product: optional(Type.Object({ strip: optional(text) }, closed)),
  text: optional(text),
  described: optional(oneOf(['labeledModel', 'model', 'version', 'serial'])),
  join: optional(text),
  select: optional(
    Type.Object(
      {
        class: optional(Type.Array(text)),
        name: optional(pattern),
        description: optional(pattern),
        index: optional(pattern),
      },
      closed,
    ),
  ),
  whenDescr: optional(pattern),
  whenOid: optional(Type.Array(oid)),
  whenValue: optional(Type.Object({ get: oid, is: Type.Array(text) }, closed)),
  belowArcs: optional(Type.Integer({ minimum: 7, maximum: 20 })),
  where: optional(Type.Object({ column: oid, pattern }, closed)),
  lookup: optional(oid),
  pattern: optional(pattern),
  values: optional(Type.Record(text, text)),
  replace: optional(
    Type.Array(Type.Tuple([text, Type.String({ maxLength: 64 })]), { maxItems: 64 }),
  ),
  transform: optional(Type.Array(oneOf(TRANSFORMS), { maxItems: 4 })),
  derived: optional(Type.Boolean()),
};
const part = Type.Object(sourceFields, closed);
const source = Type.Object(
  { ...sourceFields, of: optional(Type.Array(part, { minItems: 1, maxItems: 8 })) },
  closed,
);
const sources = optional(Type.Array(source, { minItems: 1, maxItems: 24 }));

const familySchema = Type.Object(
  {
    id: Type.String({ pattern: '^[a-z0-9][a-z0-9_-]*$', maxLength: 64 }),
    name: text,
    vendor: optional(text),
    class: optional(oneOf(DEVICE_CLASSES)),
    aliases: optional(Type.Array(text, { maxItems: 8 })),
    evidence: oneOf(['recorded', 'unverified']),
    generic: optional(Type.Boolean()),
    priority: optional(Type.Integer({ minimum: -100, maximum: 100 })),
    match: Type.Array(matchRule, { minItems: 1, maxItems: 64 }),
    serial: sources,
    model: sources,
    version: sources,
    hostname: sources,
    assetTag: sources,
    partNumber: sources,
    hardwareRevision: sources,
    baseMac: sources,
    stack: optional(
      Type.Object(
        {
          kind: oneOf(['stack', 'cluster']),
          serial: optional(oid),
          model: optional(oid),
          version: optional(oid),
          name: optional(oid),
          mac: optional(oid),
          role: optional(oid),
          activeRole: optional(Type.Array(text)),
          byEntity: optional(Type.Boolean()),
          number: optional(oid),
        },
        closed,
      ),
    ),
    children: optional(
      Type.Array(
        Type.Object(
          {
            class: oneOf(DEVICE_CLASSES),
            serial: optional(oid),
            model: optional(oid),
            version: optional(oid),
            name: optional(oid),
            mac: optional(oid),
            address: optional(oid),
            exceptSerial: optional(Type.Array(text, { minItems: 1, maxItems: 8 })),
            serialTransform: optional(Type.Array(oneOf(TRANSFORMS), { minItems: 1, maxItems: 4 })),
          },
          closed,
        ),
        { maxItems: 4 },
      ),
    ),
    clients: optional(
      Type.Object(
        {
          mac: optional(oid),
          address: optional(oid),
          index: optional(oneOf(['mac-address'])),
          vlan: optional(oid),
          accessPoint: oid,
          radios: optional(oid),
          state: optional(oid),
          connected: optional(Type.Array(text, { minItems: 1, maxItems: 8 })),
        },
        closed,
      ),
    ),
    parts: optional(
      Type.Array(
        Type.Object(
          {
            kind: oneOf(COMPONENT_KINDS),
            serial: optional(oid),
            model: optional(oid),
            partNumber: optional(oid),
            name: optional(oid),
            version: optional(oid),
            hardwareRevision: optional(oid),
            vendor: optional(oid),
          },
          closed,
        ),
        { maxItems: 8 },
      ),
    ),
    entityModel: optional(oid),
    exclusive: optional(Type.Array(oneOf(FACTS))),
    quirks: optional(
      Type.Object(
        {
          ignoreEntitySerial: optional(Type.Boolean()),
          unordered: optional(Type.Boolean()),
          communityIndexing: optional(Type.Boolean()),
          fdbIdIsVlanId: optional(Type.Boolean()),
          lldpPortIsIfIndex: optional(Type.Boolean()),
          lldpTable: optional(oid),
          virtual: optional(Type.Boolean()),
        },
        closed,
      ),
    ),
  },
  closed,
);

const parse = parserOf(
  Type.Object({ families: Type.Array(familySchema, { minItems: 1, maxItems: 2000 }) }, closed),
);

/** A file of families. Patterns are judged when the families are compiled (`compile.ts`). */
export function parseFamilies(input: unknown): Parsed<{ readonly families: readonly Family[] }> {
  return parse(input);
}
