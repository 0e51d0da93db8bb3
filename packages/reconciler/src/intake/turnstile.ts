/** A turnstile: so much may be inside at once; whoever comes then waits, first come, first served. */

export interface Turnstile {
  /** Resolves when there is room. Larger than the whole goes in alone. */
  enter(size: number): Promise<void>;
  leave(size: number): void;
}

export function openTurnstile(max: number): Turnstile {
  const waiting: { readonly size: number; readonly admit: () => void }[] = [];
  let inside = 0;
  const hasRoom = (size: number): boolean => inside === 0 || inside + size <= max;
  return {
    enter: (size) => {
      if (waiting.length === 0 && hasRoom(size)) {
        inside += size;
        return Promise.resolve();
      }
      return new Promise((resolve) => waiting.push({ size, admit: resolve }));
    },
    leave: (size) => {
      inside -= size;
      for (let next = waiting[0]; next !== undefined && hasRoom(next.size); next = waiting[0]) {
        waiting.shift();
        inside += next.size;
        next.admit();
      }
    },
  };
}
