/**
 * Which way of proving ourselves comes next. Each secret is offered at most once per connection:
 * directories count failures, and five devices behind one directory lock an account.
 */
import type { AnyAuthMethod, AuthenticationType, Prompt } from 'ssh2';
import type { SshHop } from '../../target.ts';

export interface Authenticator {
  /** The next attempt; `false` when nothing is left to try. */
  next(offered: readonly string[] | null): AnyAuthMethod | false;
  /** What was tried and what the server would have taken, for the error. */
  describe(): string;
}

/**
 * "none" goes first: it asks the server what it takes, and devices that ask for the login inside
 * the shell (AireOS, small-business switches) accept it.
 */
export function authenticatorFor(hop: SshHop): Authenticator {
  const tried: string[] = [];
  let takes: readonly string[] = [];
  const username = hop.user;

  const next = (offered: readonly string[] | null): AnyAuthMethod | false => {
    if (offered === null) return attempt('none', { type: 'none', username });
    takes = offered;
    const { privateKey, passphrase, agentSocket, password } = hop;
    if (privateKey !== undefined && isOpen('publickey', 'publickey')) {
      return attempt('publickey', {
        type: 'publickey',
        username,
        key: privateKey.reveal(),
        ...(passphrase !== undefined && { passphrase: passphrase.reveal() }),
      });
    }
    if (agentSocket !== undefined && isOpen('agent', 'publickey')) {
      return attempt('agent', { type: 'agent', username, agent: agentSocket });
    }
    if (password === undefined) return false;
    if (tried.includes('password') || tried.includes('keyboard-interactive')) return false;
    if (isOpen('password', 'password')) {
      return attempt('password', { type: 'password', username, password: password.reveal() });
    }
    if (isOpen('keyboard-interactive', 'keyboard-interactive')) {
      const answer = keyboardAnswers(username, password.reveal());
      return attempt('keyboard-interactive', {
        type: 'keyboard-interactive',
        username,
        prompt: (_name, _instructions, _lang, prompts, finish) => finish([...answer(prompts)]),
      });
    }
    return false;
  };
  const isOpen = (name: string, method: string) => takes.includes(method) && !tried.includes(name);
  const attempt = (name: AuthenticationType, method: AnyAuthMethod): AnyAuthMethod => {
    tried.push(name);
    return method;
  };
  return {
    next,
    describe: () =>
      `tried ${tried.join(', ')}; the device takes ${takes.length === 0 ? 'nothing else' : takes.join(', ')}`,
  };
}

/** Answers prompts: names by the user, the first question that is none by the password, the rest by nothing. */
export function keyboardAnswers(
  user: string,
  password: string,
): (prompts: readonly Prompt[]) => readonly string[] {
  let isGiven = false;
  return (prompts) =>
    prompts.map(({ prompt }) => {
      if (/^\s*(?:user ?name|login|user)\b/i.test(prompt)) return user;
      if (isGiven) return '';
      isGiven = true;
      return password;
    });
}
