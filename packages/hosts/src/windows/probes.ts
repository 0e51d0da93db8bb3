/** The probes of a Windows host: one PowerShell process, or the registry alone without it. */
import type { Unread } from '@muster/facts/observation';
import type { Findings } from '../findings.ts';
import type { Host } from '../host/host.ts';
import type { Probe } from '../probe.ts';
import { windowsFindings } from './facts.ts';
import {
  inventoryCommand,
  parseRegistryReply,
  parseScriptReply,
  registryCommand,
  type ScriptReply,
} from './script.ts';

const windows: Probe = {
  name: 'windows',
  timeoutMs: inventoryCommand.timeoutMs + registryCommand.timeoutMs + 5_000,
  read: async (host) => {
    const ran = await host.run(inventoryCommand);
    const reply = ran.kind === 'read' ? parseScriptReply(ran.value) : undefined;
    if (reply !== undefined) {
      const found = windowsFindings(reply.instances, reply.table);
      return { ...found, unread: [...(found.unread ?? []), ...unreadOf(reply)] };
    }
    const why = ran.kind === 'read' ? 'failed' : ran.kind;
    const said = ran.kind === 'read' ? 'its reply is not legible' : (ran.reason ?? ran.kind);
    return readRegistry(host, { what: 'powershell', why, hint: said });
  },
};

async function readRegistry(host: Host, unread: Unread): Promise<Findings> {
  const ran = await host.run(registryCommand);
  const table = ran.kind === 'read' ? parseRegistryReply(ran.value) : undefined;
  return { ...windowsFindings(new Map(), table), unread: [unread] };
}

/** Classes that a host without the hardware does not have, or has no reason to open. */
const OPTIONAL = new Set([
  'Monitor_Edid',
  'WmiMonitorID',
  'BatteryStaticData',
  'BatteryFullChargedCapacity',
  'BatteryCycleCount',
]);

function unreadOf({ errors }: ScriptReply): readonly Unread[] {
  return [...errors]
    .filter(([name]) => !OPTIONAL.has(name))
    .map(([name, category]) =>
      category === 'PermissionDenied'
        ? { what: name, why: 'permission', hint: 'run the agent as LocalSystem or administrator' }
        : {
            what: name,
            why: category === 'OperationTimeout' ? 'timeout' : 'failed',
            hint: category,
          },
    );
}

export const windowsProbes: readonly Probe[] = [windows];
