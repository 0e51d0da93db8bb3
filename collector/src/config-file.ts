/** The configuration file's shape: its types and its schema. */
import { RISK_TIERS } from '@muster/facts/observation';
import { type Parsed, parserOf } from '@muster/facts/parsed';
import { Type } from 'typebox';
import { CLASSIFIED_BY, type ClassificationRule } from './classify.ts';
import {
  type BudgetFile,
  closed,
  concurrency,
  duration,
  oneOf,
  type PolledFile,
  polled,
  port,
  quiet,
  type RhythmFile,
  rhythm,
  type SecretReference,
  secret,
  text,
} from './config-parts.ts';
import {
  type RedfishSectionFile,
  redfishSection,
  type SshSectionFile,
  sshSection,
} from './config-ssh.ts';
import { MAPPED_FACTS, type Mapping } from './mqtt/mapping.ts';
import { LEASE_FORMATS, type LeaseFormat } from './segment/leases.ts';
import { SNMP_AUTH_PROTOCOLS, SNMP_PRIV_PROTOCOLS } from './target.ts';

export interface SnmpCredentialsFile {
  readonly community?: SecretReference;
  readonly version?: '1' | '2c';
  readonly user?: string;
  readonly auth?: {
    readonly protocol: (typeof SNMP_AUTH_PROTOCOLS)[number];
    readonly key: SecretReference;
  };
  readonly priv?: {
    readonly protocol: (typeof SNMP_PRIV_PROTOCOLS)[number];
    readonly key: SecretReference;
  };
  readonly context?: string;
}

export interface SnmpTargetFile extends PolledFile {
  /** Tried in this order until one is let in; that one is remembered. */
  readonly credentials: string | readonly string[];
}

export interface BrokerFile {
  readonly url: string;
  readonly user?: string;
  readonly password?: SecretReference;
  readonly ca?: string;
  readonly certificate?: string;
  readonly key?: SecretReference;
  readonly clientId?: string;
  readonly persistent?: boolean;
  readonly subscribe?: readonly string[];
  /** Group of collectors that share this broker's events among them. */
  readonly share?: string;
  readonly devicesPerGateway?: number;
  /** Filters under which messages of no convention are read too. */
  readonly generic?: readonly string[];
  /** Ask Sparkplug edge nodes for births that were missed. */
  readonly rebirth?: boolean;
}

export interface BrokerUserFile {
  /** A hash, as `muster-collector hash-password` or mosquitto_passwd writes it; never in clear. */
  readonly password?: string;
  readonly topics?: readonly string[];
  readonly reads?: readonly string[];
}

/** The collector as broker: where it listens, and for whom. */
export interface OwnBrokerFile {
  readonly tcp?: string;
  readonly tls?: string;
  readonly websocket?: string;
  readonly websocketTls?: string;
  readonly certificate?: string;
  readonly key?: SecretReference;
  readonly clientCa?: string;
  readonly users: Readonly<Record<string, BrokerUserFile>>;
  /** Lines "user:hash". */
  readonly passwords?: string;
  readonly retained?: string;
  readonly devicesPerGateway?: number;
}

/** Hearing SNMP traps and informs; without the section nothing is listened to. */
export interface TrapsFile {
  readonly address?: string;
  readonly port?: number;
  /** Which of the communities and users are let in; all of them where absent. */
  readonly credentials?: string | readonly string[];
  /** Hex; what informs of SNMPv3 are addressed to. Made from the collector's name where absent. */
  readonly engineId?: string;
}

/** What the host's own segments say by themselves. */
export interface SegmentFile {
  readonly dhcp?: boolean;
  readonly mdns?: boolean;
  readonly ssdp?: boolean;
  readonly neighbors?: boolean;
  readonly neighborsEvery?: string;
  readonly leases?: readonly { readonly file: string; readonly format: LeaseFormat }[];
  /** UDP port. */
  readonly syslog?: number;
}

export interface CollectorFile {
  readonly name?: string;
  readonly site?: string;
  readonly segments?: readonly string[];
  /** When nothing is asked: "22:00-06:00", "Mon-Fri 08:00-09:30", in the collector's zone. */
  readonly quiet?: readonly string[];
  /** What polling may cause; a subnet is a /24, of IPv6 a /64. */
  readonly budget?: {
    readonly device?: BudgetFile;
    readonly subnet?: BudgetFile & { readonly concurrency?: number };
  };
  /** How often one account may be refused within a window, over all devices. */
  readonly lockout?: { readonly tries?: number; readonly window?: string };
  /** The group of collectors that have the same targets and divide them among them. */
  readonly share?: { readonly group: string; readonly takeover?: string };
  readonly snmp?: RhythmFile & {
    readonly credentials?: Readonly<Record<string, SnmpCredentialsFile>>;
    /** A folder of the operator's own families. */
    readonly families?: string;
    readonly targets: readonly SnmpTargetFile[];
    /** Files with further targets, such as those a sweep writes. */
    readonly targetFiles?: readonly string[];
    readonly traps?: TrapsFile;
  };
  readonly ssh?: SshSectionFile;
  readonly redfish?: RedfishSectionFile;
  readonly mqtt?: {
    readonly brokers?: readonly BrokerFile[];
    readonly listen?: OwnBrokerFile;
    readonly mappings?: readonly Mapping[];
  };
  readonly segment?: SegmentFile;
  readonly classification?: readonly ClassificationRule[];
}

const optional = Type.Optional;
const rate = Type.Number({ exclusiveMinimum: 0, maximum: 1_000_000_000 });
const budget = { requestsPerSecond: optional(rate), bytesPerSecond: optional(rate) };
const snmpCredentials = Type.Object(
  {
    community: optional(secret),
    version: optional(oneOf(['1', '2c'])),
    user: optional(text),
    auth: optional(Type.Object({ protocol: oneOf(SNMP_AUTH_PROTOCOLS), key: secret }, closed)),
    priv: optional(Type.Object({ protocol: oneOf(SNMP_PRIV_PROTOCOLS), key: secret }, closed)),
    context: optional(text),
  },
  closed,
);
const snmpTargets = Type.Array(
  Type.Object(
    { ...polled, credentials: Type.Union([text, Type.Array(text, { minItems: 1, maxItems: 8 })]) },
    closed,
  ),
  { maxItems: 65_536 },
);
const traps = Type.Object(
  {
    address: optional(text),
    port: optional(port),
    credentials: optional(Type.Union([text, Type.Array(text, { minItems: 1, maxItems: 64 })])),
    // snmpEngineID: 5 to 32 octets (RFC 3411).
    engineId: optional(Type.String({ pattern: '^(?:[0-9a-fA-F]{2}){5,32}$' })),
  },
  closed,
);
const mapping = Type.Object(
  {
    // Its observations' profile, and the part of their keys before the colon.
    name: Type.String({ pattern: '^[a-z][a-z0-9-]{0,63}$' }),
    topic: Type.String({ pattern: '^[^+#]+$', maxLength: 512 }),
    key: text,
    gateway: optional(text),
    retained: optional(Type.Boolean()),
    facts: Type.Partial(
      Type.Object(
        Object.fromEntries(MAPPED_FACTS.map((fact): [string, typeof text] => [fact, text])),
        closed,
      ),
      closed,
    ),
  },
  closed,
);
const ownBroker = Type.Object(
  {
    tcp: optional(text),
    tls: optional(text),
    websocket: optional(text),
    websocketTls: optional(text),
    certificate: optional(text),
    key: optional(secret),
    clientCa: optional(text),
    users: Type.Record(
      Type.String({ minLength: 1, maxLength: 128 }),
      Type.Object(
        {
          password: optional(text),
          topics: optional(Type.Array(text, { minItems: 1, maxItems: 256 })),
          reads: optional(Type.Array(text, { maxItems: 256 })),
        },
        closed,
      ),
    ),
    passwords: optional(text),
    retained: optional(text),
    devicesPerGateway: optional(Type.Integer({ minimum: 1, maximum: 100_000 })),
  },
  closed,
);
const schema = Type.Object(
  {
    name: optional(text),
    site: optional(text),
    segments: optional(Type.Array(text, { maxItems: 4096 })),
    quiet: optional(quiet),
    budget: optional(
      Type.Object(
        {
          device: optional(Type.Object(budget, closed)),
          subnet: optional(Type.Object({ ...budget, concurrency: optional(concurrency) }, closed)),
        },
        closed,
      ),
    ),
    share: optional(Type.Object({ group: text, takeover: optional(duration) }, closed)),
    lockout: optional(
      Type.Object(
        {
          tries: optional(Type.Integer({ minimum: 1, maximum: 1000 })),
          window: optional(duration),
        },
        closed,
      ),
    ),
    snmp: optional(
      Type.Object(
        {
          ...rhythm,
          credentials: optional(Type.Record(text, snmpCredentials)),
          families: optional(text),
          targets: snmpTargets,
          targetFiles: optional(Type.Array(text, { maxItems: 64 })),
          traps: optional(traps),
        },
        closed,
      ),
    ),
    ssh: optional(sshSection),
    redfish: optional(redfishSection),
    segment: optional(
      Type.Object(
        {
          dhcp: optional(Type.Boolean()),
          mdns: optional(Type.Boolean()),
          ssdp: optional(Type.Boolean()),
          neighbors: optional(Type.Boolean()),
          neighborsEvery: optional(duration),
          syslog: optional(port),
          leases: optional(
            Type.Array(Type.Object({ file: text, format: oneOf(LEASE_FORMATS) }, closed), {
              maxItems: 64,
            }),
          ),
        },
        closed,
      ),
    ),
    classification: optional(
      Type.Array(
        Type.Object(
          {
            match: Type.Partial(
              Type.Object(
                Object.fromEntries(
                  CLASSIFIED_BY.map((name): [string, typeof text] => [name, text]),
                ),
                closed,
              ),
              { ...closed, minProperties: 1 },
            ),
            businessFunction: optional(Type.String({ minLength: 1, maxLength: 256 })),
            riskTier: optional(oneOf(RISK_TIERS)),
          },
          closed,
        ),
        { maxItems: 1000 },
      ),
    ),
    mqtt: optional(
      Type.Object(
        {
          mappings: optional(Type.Array(mapping, { maxItems: 256 })),
          listen: optional(ownBroker),
          brokers: optional(
            Type.Array(
              Type.Object(
                {
                  url: text,
                  user: optional(text),
                  password: optional(secret),
                  ca: optional(text),
                  certificate: optional(text),
                  key: optional(secret),
                  clientId: optional(text),
                  persistent: optional(Type.Boolean()),
                  subscribe: optional(Type.Array(text, { minItems: 1, maxItems: 1000 })),
                  share: optional(Type.String({ pattern: '^[^/+#]{1,64}$' })),
                  generic: optional(Type.Array(text, { minItems: 1, maxItems: 100 })),
                  rebirth: optional(Type.Boolean()),
                  devicesPerGateway: optional(Type.Integer({ minimum: 1, maximum: 100_000 })),
                },
                closed,
              ),
              { maxItems: 64 },
            ),
          ),
        },
        closed,
      ),
    ),
  },
  closed,
);
const parse = parserOf(schema);

export function parseConfigFile(input: unknown): Parsed<CollectorFile> {
  return parse(input);
}

export interface TargetsFile {
  readonly targets: readonly SnmpTargetFile[];
}

const parseTargets = parserOf(Type.Object({ targets: snmpTargets }, closed));

export function parseTargetsFile(input: unknown): Parsed<TargetsFile> {
  return parseTargets(input);
}
