/**
 * What a sweep found, looked at: who it is, in one GET, and whom it knows by LLDP and CDP, in two
 * small walks. Proposals for a configuration, not observations: nothing of it is sent anywhere.
 */
import type { Neighbor } from '@muster/facts/observation';
import type { CredentialGuard } from '../credential-guard.ts';
import { troubleText } from '../probe.ts';
import type { SnmpCredentials } from '../target.ts';
import type { Agent, WalkLimits } from './agent.ts';
import { productName } from './products.ts';
import { openSession } from './session.ts';
import { CDP_COLUMNS, parseCdp } from './tables/cdp.ts';
import { parseInterfaces } from './tables/interfaces.ts';
import { LLDP_COLUMNS, parseLldp } from './tables/lldp.ts';
import { oidOf, textOf } from './value.ts';

/** A set of credentials by the name it has in the configuration, or was given. */
export interface NamedCredentials {
  readonly name: string;
  readonly credentials: SnmpCredentials;
}

export interface Found {
  readonly kind: 'found';
  readonly address: string;
  readonly port: number;
  /** By which it is let in; absent where none of the users is. */
  readonly credentials?: string;
  readonly hostname?: string;
  readonly description?: string;
  readonly product?: string;
  readonly sysObjectID?: string;
  /** Why no more is known of it. */
  readonly trouble?: string;
}

/** A neighbor with an address at which the sweep found nobody. */
export interface Proposed {
  readonly kind: 'neighbor';
  readonly address: string;
  readonly hostname?: string;
  readonly platform?: string;
  readonly via: { readonly address: string; readonly port: string; readonly protocol: string };
}

export interface Surveyed {
  readonly found: Found;
  readonly neighbors: readonly Neighbor[];
}

const SYS_DESCR = '1.3.6.1.2.1.1.1.0';
const SYS_OBJECT_ID = '1.3.6.1.2.1.1.2.0';
const SYS_NAME = '1.3.6.1.2.1.1.5.0';
const LIMITS: WalkLimits = { rowsMax: 20_000, bytesMax: 2_000_000, wallClockMs: 15_000 };
const TIMEOUT_MS = 1000;

/** Asks with each of the sets until one is let in. */
export async function surveyDevice(
  address: string,
  port: number,
  sets: readonly NamedCredentials[],
  guard: CredentialGuard,
  signal: AbortSignal,
): Promise<Surveyed> {
  let trouble = 'there are no credentials for it';
  for (const { name, credentials } of sets) {
    if (signal.aborted) break;
    const permit =
      credentials.kind === 'user'
        ? await guard.begin(`snmp ${credentials.user}`, address, false)
        : undefined;
    if (permit?.kind === 'held') {
      trouble = `the user ${name} was refused too often to be tried again`;
      continue;
    }
    const live = openSession({ address, port, credentials, timeoutMs: TIMEOUT_MS });
    if ('kind' in live) {
      permit?.end('unknown');
      trouble = troubleText(live);
      continue;
    }
    signal.addEventListener('abort', live.close, { once: true });
    try {
      const outcome = await live.agent.get([SYS_DESCR, SYS_OBJECT_ID, SYS_NAME]);
      permit?.end(outcome.kind === 'answered' ? 'admitted' : verdictOf(outcome.kind));
      if (outcome.kind !== 'answered') {
        trouble = troubleText(outcome);
        continue;
      }
      const sysObjectID = oidOf(outcome.values.get(SYS_OBJECT_ID));
      const product = sysObjectID === undefined ? undefined : productName(sysObjectID);
      const hostname = textOf(outcome.values.get(SYS_NAME));
      const description = textOf(outcome.values.get(SYS_DESCR));
      return {
        found: {
          kind: 'found',
          address,
          port,
          credentials: name,
          ...(hostname !== undefined && { hostname }),
          ...(product !== undefined && { product }),
          ...(description !== undefined && { description }),
          ...(sysObjectID !== undefined && { sysObjectID }),
        },
        neighbors: await neighborsOf(live.agent),
      };
    } finally {
      signal.removeEventListener('abort', live.close);
      live.close();
    }
  }
  return { found: { kind: 'found', address, port, trouble }, neighbors: [] };
}

/**
 * Neighbors that forward for others, at addresses where nobody was found: what the ranges leave out.
 * Phones and hosts are told of by the switch they are on.
 */
export function proposalsOf(surveyed: readonly Surveyed[]): readonly Proposed[] {
  const known = new Set(surveyed.map(({ found }) => found.address));
  const proposals = new Map<string, Proposed>();
  for (const { found, neighbors } of surveyed) {
    for (const { address, systemName, platform, localPort, protocol, capabilities } of neighbors) {
      if (address === undefined || known.has(address) || proposals.has(address)) continue;
      if (capabilities?.some((each) => FORWARDS.has(each)) !== true) continue;
      proposals.set(address, {
        kind: 'neighbor',
        address,
        ...(systemName !== undefined && { hostname: systemName }),
        ...(platform !== undefined && { platform }),
        via: { address: found.address, port: localPort, protocol },
      });
    }
  }
  return [...proposals.values()];
}

const FORWARDS: ReadonlySet<string> = new Set(['bridge', 'router', 'access-point']);

function verdictOf(kind: string): 'refused' | 'unknown' {
  return kind === 'refused' ? 'refused' : 'unknown';
}

/** The ports' names are left to a visit: who is there matters here. */
async function neighborsOf(agent: Agent): Promise<readonly Neighbor[]> {
  const nameless = parseInterfaces([]);
  const lldp = parseLldp(await agent.walk(LLDP_COLUMNS, LIMITS), [], nameless, {
    bridgePorts: new Map(),
  });
  const cdp = parseCdp(await agent.walk(CDP_COLUMNS, LIMITS), nameless);
  return [...lldp.map(({ neighbor }) => neighbor), ...cdp];
}
