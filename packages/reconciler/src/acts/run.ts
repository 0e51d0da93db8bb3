/** Runs an act in its transaction: what is not done to its end is taken back. */
import type { Done } from '../engine.ts';
import type { RuleEngine } from '../rules/engine.ts';
import type { Act, ActContext, Acted, ActOutcome } from './act.ts';
import { ACTS, type ActInput, type ActName, type ActValue } from './acts.ts';

/** Thrown to take back what an act wrote that did not come to its end. */
class TakenBack<O> extends Error {
  readonly outcome: Exclude<ActOutcome<O>, { kind: 'done' }>;
  constructor(outcome: Exclude<ActOutcome<O>, { kind: 'done' }>) {
    super('taken back');
    this.outcome = outcome;
  }
}

export async function runAct<N extends ActName>(
  write: RuleEngine['write'],
  name: N,
  input: ActInput<N>,
  said: Pick<ActContext, 'actor' | 'now' | 'onProgress'>,
): Promise<Done<Acted<ActValue<N>>>> {
  // The list holds each name to its own input and value.
  const act = ACTS[name] as unknown as Act<ActInput<N>, ActValue<N>>;
  try {
    return await write(async (transaction, governance) => {
      const outcome = await act(transaction, input, { ...said, governance });
      if (outcome.kind !== 'done') throw new TakenBack(outcome);
      const { value, events } = outcome;
      return { value: { kind: 'done', value }, events };
    });
  } catch (error) {
    if (!(error instanceof TakenBack)) throw error;
    const outcome: Exclude<ActOutcome<ActValue<N>>, { kind: 'done' }> = error.outcome;
    if (outcome.kind !== 'tried') return { value: outcome, events: [] };
    return { value: { kind: 'done', value: outcome.value }, events: [] };
  }
}
