/** The reconciler's event stream, as someone who waits for a certain rogue hears it. */
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { WebSocket } from 'ws';

export interface Alarms {
  /**
   * @param word what its alarm is recognized by
   * @returns when the rogue was told of, on the clock of `performance`
   */
  next(word: string): Promise<number>;
  close(): void;
}

/** No single alarm may take longer: then something is broken, not slow. */
const PATIENCE_MS = 30_000;

/** @param keyFile the reconciler's own API key, in its data folder */
export async function listenForRogues(url: string, keyFile: string): Promise<Alarms> {
  const key = (await readFile(keyFile, 'utf8')).trim();
  const socket = new WebSocket(
    `${url.replace(/^http/, 'ws')}/api/v1/events`,
    ['muster.events.v1'],
    { headers: { authorization: `Bearer ${key}` } },
  );
  const waiting = new Map<string, (atMs: number) => void>();
  socket.on('message', (data) => {
    const atMs = performance.now();
    const text = String(data);
    if (!text.includes('"kind":"rogue"')) return;
    for (const [word, resolve] of waiting) {
      if (!text.includes(word)) continue;
      waiting.delete(word);
      resolve(atMs);
    }
  });
  await once(socket, 'open');
  return {
    next: (word) =>
      new Promise((resolve, reject) => {
        const late = setTimeout(
          () => reject(new Error(`${word} was not told of as a rogue within ${PATIENCE_MS} ms`)),
          PATIENCE_MS,
        );
        waiting.set(word, (atMs) => {
          clearTimeout(late);
          resolve(atMs);
        });
      }),
    close: () => socket.close(),
  };
}
