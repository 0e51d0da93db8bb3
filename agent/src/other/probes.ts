/** Systems without readers of our own: one process that asks systeminformation. */
import { fileURLToPath } from 'node:url';
import type { Command } from '@muster/hosts/host/host';
import type { Probe } from '@muster/hosts/probe';
import { otherFindings } from './facts.ts';

const collect: Command = {
  name: 'systeminformation',
  file: process.execPath,
  args: [fileURLToPath(new URL('./collect.ts', import.meta.url))],
  timeoutMs: 60_000,
};

export const otherProbes: readonly Probe[] = [
  {
    name: 'systeminformation',
    timeoutMs: collect.timeoutMs + 5_000,
    read: async (host) => {
      const ran = await host.run(collect);
      const found = ran.kind === 'read' ? otherFindings(ran.value) : undefined;
      if (found !== undefined) return found;
      const why = ran.kind === 'read' ? 'failed' : ran.kind;
      return { unread: [{ what: 'systeminformation', why }] };
    },
  },
];
