/** The three answers (DESIGN §6) to the question how far a value may be believed as identity. */

export interface Judgement {
  /** `impossible` never is the fact, `suspect` needs another proof, `sound` shows nothing against. */
  readonly trust: 'impossible' | 'suspect' | 'sound';
  /** What is against it, for a person. */
  readonly why?: string;
}

export const SOUND: Judgement = { trust: 'sound' };

export function impossible(why: string): Judgement {
  return { trust: 'impossible', why };
}

export function suspect(why: string): Judgement {
  return { trust: 'suspect', why };
}
