"use client";

import { Eye, EyeOff, LoaderCircle, TriangleAlert } from "lucide-react";
import { signIn } from "next-auth/react";
import { type FormEvent, useEffect, useRef, useState } from "react";

const NOT_COMPLETED = "Single sign-on was not completed. Start again from here.";
const MESSAGES = new Map([
  ["CredentialsSignin", "That e-mail and password do not match. Check both and try again."],
  ["rate_limited", "Too many attempts. Wait a minute, then try again."],
  ["AccessDenied", "There is no Storeline account for that sign-in, or it is disabled. Ask an administrator."],
  ["unverified", "The e-mail of that account is not confirmed. Confirm it where the account is kept, then try again."],
  ["OAuthSignin", "Single sign-on cannot be reached. Try again, or use your password."],
  ["OAuthCallback", NOT_COMPLETED],
  ["Callback", NOT_COMPLETED],
  ["offline", "Storeline cannot be reached. Check the network and try again."],
]);
const say = (code: string): string => MESSAGES.get(code) ?? "Sign-in did not work. Try again.";

const FIELD =
  "h-12 w-full rounded-md border border-line-strong bg-surface px-3.5 text-[1rem] text-ink shadow-raised focus-visible:outline-2";
const BUTTON = "flex h-12 w-full items-center justify-center gap-2 rounded-md px-4 text-md font-semibold";

type Props = { oidcName: string | null; error: string | null; ended: boolean; next: string | null };

/** Only paths of ours: a link made elsewhere must not lead away after sign-in. */
const safePath = (next: string | null): string =>
  next && /^\/[\w\-/?=&%.]*$/.test(next) && !next.startsWith("//") ? next : "/inbox";

export function LoginForm({ oidcName, error: initialError, ended, next }: Props) {
  const [error, setError] = useState(initialError);
  const [busy, setBusy] = useState(false);
  const alert = useRef<HTMLParagraphElement>(null);
  const [ready, setReady] = useState(false);
  useEffect(() => setReady(true), []);

  async function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    setBusy(true);
    setError(null);
    const answer = await signIn("credentials", {
      email: form.get("email"),
      password: form.get("password"),
      redirect: false,
    }).catch(() => ({ error: "offline" }));
    if (answer && !answer.error) {
      window.location.assign(safePath(next));
      return;
    }
    setError(answer?.error ?? "offline");
    setBusy(false);
    requestAnimationFrame(() => alert.current?.focus());
  }

  return (
    <>
      <h1 className="mb-1 text-[1.625rem] leading-8 font-semibold tracking-tight">Sign in</h1>
      <p className="mb-6 text-md text-muted">
        {ended ? "Your session has ended. Sign in to go on where you were." : "Use the account your store gave you."}
      </p>
      {error ? (
        <p
          ref={alert}
          role="alert"
          tabIndex={-1}
          className="mb-5 flex gap-2.5 rounded-md bg-danger-soft px-3.5 py-3 text-md text-danger"
        >
          <TriangleAlert className="mt-0.5 size-4 shrink-0" aria-hidden />
          {say(error)}
        </p>
      ) : null}
      <form onSubmit={submit} className="grid gap-4" method="post">
        <label className="grid gap-1.5 text-base font-medium">
          E-mail
          <input className={FIELD} name="email" type="email" autoComplete="username" required spellCheck={false} />
        </label>
        <PasswordField />
        <button
          type="submit"
          disabled={busy || !ready}
          className={`${BUTTON} mt-2 bg-accent text-on-accent hover:bg-accent-strong disabled:opacity-70`}
        >
          {busy ? <LoaderCircle className="size-5 animate-spin" aria-hidden /> : null}
          {busy ? "Signing in…" : "Sign in"}
        </button>
      </form>
      {oidcName ? <Oidc name={oidcName} next={safePath(next)} ready={ready} /> : null}
    </>
  );
}

function PasswordField() {
  const [shown, setShown] = useState(false);
  return (
    <div className="grid gap-1.5 text-base font-medium">
      <label htmlFor="password">Password</label>
      <div className="relative">
        <input
          id="password"
          className={`${FIELD} pr-12`}
          name="password"
          type={shown ? "text" : "password"}
          autoComplete="current-password"
          required
        />
        <button
          type="button"
          onClick={() => setShown(!shown)}
          aria-label={shown ? "Hide the password" : "Show the password"}
          className="absolute inset-y-0 right-0 flex w-12 items-center justify-center rounded-md text-muted hover:text-ink"
        >
          {shown ? <EyeOff className="size-5" aria-hidden /> : <Eye className="size-5" aria-hidden />}
        </button>
      </div>
    </div>
  );
}

function Oidc({ name, next, ready }: { name: string; next: string; ready: boolean }) {
  const [busy, setBusy] = useState(false);
  return (
    <>
      <p className="my-5 flex items-center gap-3 text-sm text-muted before:h-px before:flex-1 before:bg-line after:h-px after:flex-1 after:bg-line">
        or
      </p>
      <button
        type="button"
        disabled={busy || !ready}
        onClick={() => {
          setBusy(true);
          void signIn("oidc", { callbackUrl: next }).finally(() => setBusy(false));
        }}
        className={`${BUTTON} border border-line-strong bg-surface text-ink hover:bg-hover disabled:opacity-70`}
      >
        Continue with {name}
      </button>
    </>
  );
}
