/** Looks at a DHCP server's lease file now and then, and states what is new in it. */
import { readFile, stat } from 'node:fs/promises';
import type { Statement } from '../roster/statement.ts';
import { LEASE_FILE_BYTES_MAX, type LeaseFormat, parseLeases, readLeases } from './leases.ts';

export interface LeaseWatch {
  readonly file: string;
  readonly format: LeaseFormat;
  readonly everyMs: number;
  readonly now: () => Date;
  /** `isNews`: the lease was renewed since the file was read last. */
  readonly onStatement: (statement: Statement, isNews: boolean) => void;
  readonly onTrouble: (why: string | undefined) => void;
}

/** @returns what ends it */
export function watchLeases(watch: LeaseWatch): () => void {
  const { file, format, now, onStatement, onTrouble } = watch;
  const endsByMac = new Map<string, number>();
  let readMs: number | undefined;
  const look = async () => {
    try {
      const { mtimeMs, size } = await stat(file);
      if (mtimeMs === readMs) return;
      if (size > LEASE_FILE_BYTES_MAX)
        throw new Error(`is larger than ${LEASE_FILE_BYTES_MAX} bytes`);
      const leases = parseLeases(format, await readFile(file, 'utf8'));
      const isFirst = readMs === undefined;
      readMs = mtimeMs;
      onTrouble(undefined);
      const ends = new Map(leases.map(({ mac, endsMs = 0 }) => [`lease:${mac}`, endsMs]));
      for (const statement of readLeases(leases, now().getTime())) {
        const key = statement.kind === 'device' ? statement.key : '';
        const renewed = ends.get(key) ?? 0;
        onStatement(statement, !isFirst && renewed !== endsByMac.get(key));
        endsByMac.set(key, renewed);
      }
    } catch (error) {
      onTrouble(error instanceof Error ? error.message : String(error));
    }
  };
  void look();
  const timer = setInterval(() => void look(), watch.everyMs);
  return () => clearInterval(timer);
}
