/** What was sent and what came back, for the person who must find out why: without the secrets. */

/** Kept per device. A transcript is for reading, and the outputs themselves are kept elsewhere. */
const TRANSCRIPT_CHARACTERS_MAX = 64 * 1024;
const ENTRY_CHARACTERS_MAX = 2048;

const MASK = '********';

/**
 * Lines of configuration and inventory in which devices print secrets: the word that announces one,
 * an optional type digit, then the secret itself.
 */
const PRINTED_SECRETS =
  /\b(password|passwd|secret|community|passphrase|pre-shared-key|psk|private-key|auth-key|key-string)([ \t]*[:=]?[ \t]+(?:\d{1,2}[ \t]+)?)("[^"\n]*"|\S+)/gi;

export class Transcript {
  readonly #secrets: readonly string[];
  #text = '';

  constructor(secrets: readonly (string | undefined)[]) {
    // Short secrets would blank out half the text; they are never echoed by a device either.
    this.#secrets = secrets.flatMap((secret) =>
      secret !== undefined && secret.length >= 3 ? [secret] : [],
    );
  }

  add(direction: 'sent' | 'received', text: string): void {
    const cut =
      text.length > ENTRY_CHARACTERS_MAX ? `${text.slice(0, ENTRY_CHARACTERS_MAX)}…` : text;
    this.#text += `${direction === 'sent' ? '>' : '<'} ${cut}\n`;
    if (this.#text.length > TRANSCRIPT_CHARACTERS_MAX * 2) {
      this.#text = this.#text.slice(-TRANSCRIPT_CHARACTERS_MAX);
    }
  }

  /** The one way to see it: masked. Most transcripts are never looked at. */
  toString(): string {
    return maskSecrets(this.#text, this.#secrets).slice(-TRANSCRIPT_CHARACTERS_MAX);
  }
}

/** Masks the secrets we know, and those that a device prints of itself. */
export function maskSecrets(text: string, secrets: readonly string[]): string {
  let masked = text;
  for (const secret of secrets) masked = masked.replaceAll(secret, MASK);
  return masked.replace(PRINTED_SECRETS, (_, word: string, between: string) => {
    return `${word}${between}${MASK}`;
  });
}
