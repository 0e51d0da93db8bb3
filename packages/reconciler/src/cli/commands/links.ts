/** `links run`: links what is linked to nothing, round by round. */
import type { ApiClient } from '../client.ts';
import { write } from '../output.ts';
import { progressOf } from '../progress.ts';
import type { ReachOptions } from '../reach.ts';
import { EXIT, type Surroundings } from '../surroundings.ts';
import { withClient } from '../with-client.ts';

export interface RunLinksOptions extends ReachOptions {
  readonly json?: true;
}

export async function runLinksCommand(
  options: RunLinksOptions,
  around: Surroundings,
): Promise<number> {
  const ran = await withClient(options, around, (client) => runAll(client, around));
  const { looked, linked } = ran;
  const said = options.json
    ? JSON.stringify(ran)
    : `${linked} linked, of ${looked} asset records that were linked to nothing`;
  await write(around.stdout, `${said}\n`);
  return EXIT.done;
}

async function runAll(client: ApiClient, around: Surroundings) {
  const progress = progressOf('linking', around);
  let [looked, linked] = [0, 0];
  for (let after: unknown; ; ) {
    const body = after === undefined ? {} : { after };
    const round = await client.post('/api/v1/links/run', body);
    looked += Number(round.looked);
    linked += Number(round.linked);
    progress(looked, looked + Number(round.left));
    if (round.next === undefined) return { looked, linked };
    after = round.next;
  }
}
