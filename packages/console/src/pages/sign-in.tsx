/** Sign-in: by the one-time link that the reconciler printed, or by name and password. */
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, type ReactNode, useEffect, useRef } from 'react';
import { signInWithCode, signInWithPassword } from '../api.ts';

export function SignIn({ code }: { readonly code?: string }): ReactNode {
  const client = useQueryClient();
  const done = () => {
    if (code !== undefined) location.replace('#/cis');
    return client.resetQueries({ queryKey: ['me'] });
  };
  const byCode = useMutation({ mutationFn: signInWithCode, onSuccess: done });
  const byPassword = useMutation({
    mutationFn: ({ user, password }: { user: string; password: string }) =>
      signInWithPassword(user, password),
    onSuccess: done,
  });
  // The code works once: React may mount twice, the request must not be sent twice.
  const spent = useRef<string>(undefined);
  const { mutate } = byCode;
  useEffect(() => {
    if (code === undefined || spent.current === code) return;
    spent.current = code;
    mutate(code);
  }, [code, mutate]);

  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    byPassword.mutate({ user: String(form.get('user')), password: String(form.get('password')) });
  };
  const error = byCode.error ?? byPassword.error;
  return (
    <main className="sign-in">
      <h1>Muster</h1>
      <p className="quiet">Open the one-time link that the reconciler printed, or sign in.</p>
      <form onSubmit={submit}>
        <label>
          User
          <input name="user" autoComplete="username" required />
        </label>
        <label>
          Password
          <input name="password" type="password" autoComplete="current-password" required />
        </label>
        <button type="submit" className="primary" disabled={byPassword.isPending}>
          Sign in
        </button>
      </form>
      {error !== null && (
        <p role="alert" className="notice">
          {error.message}
        </p>
      )}
    </main>
  );
}
