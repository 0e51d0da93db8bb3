/** Memory modules as parts, one for each populated socket, under the keys that the agent gives them. */
import type { Component } from '@muster/facts/observation';
import { realValue } from '@muster/facts/placeholders';
import { definedOf } from './json.ts';
import { tidyText } from './tidy-text.ts';

export interface Socket {
  readonly locator: string | undefined;
  readonly bank?: string | undefined;
  /** Absent in an empty socket. */
  readonly sizeBytes: number | undefined;
  readonly vendor: string | undefined;
  readonly partNumber: string | undefined;
  readonly serial: string | undefined;
  readonly assetTag?: string | undefined;
}

/** Leaves room for a number in a key of 256 characters. */
const NAME_MAX = 240;

/** A locator that several sockets share gets the bank before it. */
export function memoryModules(sockets: readonly Socket[]): readonly Component[] {
  const populated = sockets.filter(({ sizeBytes = 0 }) => sizeBytes > 0);
  const uses = Map.groupBy(populated, ({ locator }) => locator ?? '');
  const taken = new Map<string, number>();
  return populated.map((socket, index) => {
    const locator = tidyText(realValue('version', socket.locator));
    const bank = tidyText(realValue('version', socket.bank));
    const isShared = (uses.get(socket.locator ?? '')?.length ?? 0) > 1;
    const both = [bank, locator].filter((part) => part !== undefined).join('/');
    const slot = (isShared ? tidyText(both, NAME_MAX) : undefined) ?? locator ?? bank;
    const name = slot?.slice(0, NAME_MAX) ?? String(index);
    const nth = (taken.get(name) ?? 0) + 1;
    taken.set(name, nth);
    return {
      kind: 'memory',
      key: `memory:${name}${nth > 1 ? `#${nth}` : ''}`,
      ...(socket.sizeBytes !== undefined && { sizeBytes: socket.sizeBytes }),
      ...definedOf({
        slot,
        vendor: realValue('vendor', socket.vendor),
        partNumber: realValue('model', socket.partNumber),
        serial: realValue('serial', socket.serial),
        assetTag: realValue('assetTag', socket.assetTag),
      }),
    };
  });
}

const UNITS: Readonly<Record<string, number>> = {
  kB: 2 ** 10,
  MB: 2 ** 20,
  GB: 2 ** 30,
  TB: 2 ** 40,
};

/** "16 GB" → bytes; undefined for "No Module Installed". */
export function bytesOf(printed: string | undefined): number | undefined {
  const match = /^(\d{1,7}) ([kMGT]B)$/.exec(printed ?? '');
  const unit = UNITS[match?.[2] ?? ''];
  return match === null || unit === undefined ? undefined : Number(match[1]) * unit;
}
