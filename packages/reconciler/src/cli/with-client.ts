/** Runs one exchange with the reconciler that the options name, and lets go of it. */
import { ApiClient } from './client.ts';
import { findReconciler, type ReachOptions } from './reach.ts';
import type { Surroundings } from './surroundings.ts';

export async function withClient<T>(
  options: ReachOptions,
  around: Surroundings,
  ask: (client: ApiClient) => Promise<T>,
): Promise<T> {
  const client = new ApiClient(await findReconciler(options, around.env), around.signal);
  try {
    return await ask(client);
  } finally {
    await client.close();
  }
}
