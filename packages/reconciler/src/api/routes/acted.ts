/** What an act came to, or the reason as the answer that it is. */
import type { Acted } from '../../acts/act.ts';
import { RequestFailure } from '../failure.ts';

export function answerOf<O>(acted: Acted<O>): O {
  switch (acted.kind) {
    case 'done':
      return acted.value;
    case 'unknown':
      throw new RequestFailure(404, 'not-found', acted.reason);
    case 'refused':
      throw new RequestFailure(409, 'refused', acted.reason);
  }
}
