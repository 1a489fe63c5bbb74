"use client";

import { Eye, EyeOff, LoaderCircle, TriangleAlert } from "lucide-react";
import { signIn } from "next-auth/react";
import { useTranslations } from "next-intl";
import { type ComponentProps, useEffect, useRef, useState } from "react";
import { setBadge } from "@/components/notices/app-badge";
import { Form, FormField, useForm } from "@/components/ui/form";
import type { Catalog } from "@/messages/catalog";
import { Credentials } from "@/server/contract/team";

const ERRORS = new Map<string, keyof Catalog["workspace"]["auth"]["errors"]>([
  ["CredentialsSignin", "credentials"],
  ["rate_limited", "rateLimited"],
  ["AccessDenied", "noAccount"],
  ["unverified", "unverified"],
  ["OAuthSignin", "ssoUnreachable"],
  ["OAuthCallback", "ssoIncomplete"],
  ["Callback", "ssoIncomplete"],
  ["offline", "offline"],
]);

const FIELD =
  "h-12 w-full rounded-md border border-line-strong bg-surface px-3.5 text-[1rem] text-ink shadow-raised focus-visible:outline-2";
const BUTTON = "flex h-12 w-full items-center justify-center gap-2 rounded-md px-4 text-md font-semibold";

type Props = { oidcName: string | null; error: string | null; ended: boolean; next: string | null };

/** Only our own paths, so that a forged link cannot redirect to another site after sign-in. */
const safePath = (next: string | null): string =>
  next && /^\/[\w\-/?=&%.]*$/.test(next) && !next.startsWith("//") ? next : "/inbox";

export function LoginForm({ oidcName, error: initialError, ended, next }: Props) {
  const t = useTranslations("auth");
  const [error, setError] = useState(initialError);
  const [isLeaving, setLeaving] = useState(false);
  const alert = useRef<HTMLParagraphElement>(null);
  const [ready, setReady] = useState(false);
  useEffect(() => setReady(true), []);
  // The next person on this device must not see how much waits for the last one.
  useEffect(() => setBadge(0), []);
  // No default values, so that values entered before hydration are read from the fields.
  const form = useForm(Credentials);
  const { isSubmitting, submitCount } = form.formState;
  const isBusy = isSubmitting || isLeaving;
  useEffect(() => {
    if (submitCount > 0 && error !== null) alert.current?.focus();
  }, [submitCount, error]);

  async function submit(credentials: Credentials) {
    setError(null);
    const answer = await signIn("credentials", { ...credentials, redirect: false }).catch(() => null);
    if (answer && !answer.error) {
      setLeaving(true);
      window.location.assign(safePath(next));
      return;
    }
    setError(answer?.error ?? "offline");
  }

  return (
    <>
      <h1 className="mb-1 text-[1.625rem] leading-8 font-semibold tracking-tight">{t("signIn")}</h1>
      <p className="mb-6 text-md text-muted">{t(ended ? "sessionEnded" : "intro")}</p>
      {error ? (
        <p
          ref={alert}
          role="alert"
          tabIndex={-1}
          className="mb-5 flex gap-2.5 rounded-md bg-danger-soft px-3.5 py-3 text-md text-danger"
        >
          <TriangleAlert className="mt-0.5 size-4 shrink-0" aria-hidden />
          {t(`errors.${ERRORS.get(error) ?? "other"}`)}
        </p>
      ) : null}
      <Form form={form} onSubmit={submit} method="post">
        <FormField form={form} name="email" label={<span className="text-base">{t("email")}</span>}>
          {(control) => (
            <input className={FIELD} type="email" autoComplete="username" required spellCheck={false} {...control} />
          )}
        </FormField>
        <FormField form={form} name="password" label={<span className="text-base">{t("password")}</span>}>
          {(control) => <PasswordField {...control} />}
        </FormField>
        <button
          type="submit"
          disabled={isBusy || !ready}
          className={`${BUTTON} mt-2 bg-accent text-on-accent hover:bg-accent-strong disabled:opacity-70`}
        >
          {isBusy ? <LoaderCircle className="size-5 animate-spin" aria-hidden /> : null}
          {t(isBusy ? "signingIn" : "signIn")}
        </button>
      </Form>
      {oidcName ? <Oidc name={oidcName} next={safePath(next)} ready={ready} /> : null}
    </>
  );
}

function PasswordField(props: ComponentProps<"input">) {
  const t = useTranslations("auth");
  const [shown, setShown] = useState(false);
  return (
    <div className="relative">
      <input
        {...props}
        className={`${FIELD} pr-12`}
        type={shown ? "text" : "password"}
        autoComplete="current-password"
        required
      />
      <button
        type="button"
        onClick={() => setShown(!shown)}
        aria-label={t(shown ? "hidePassword" : "showPassword")}
        className="absolute inset-y-0 right-0 flex w-12 items-center justify-center rounded-md text-muted hover:text-ink"
      >
        {shown ? <EyeOff className="size-5" aria-hidden /> : <Eye className="size-5" aria-hidden />}
      </button>
    </div>
  );
}

function Oidc({ name, next, ready }: { name: string; next: string; ready: boolean }) {
  const t = useTranslations("auth");
  const [busy, setBusy] = useState(false);
  return (
    <>
      <p className="my-5 flex items-center gap-3 text-sm text-muted before:h-px before:flex-1 before:bg-line after:h-px after:flex-1 after:bg-line">
        {t("or")}
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
        {t("continueWith", { name })}
      </button>
    </>
  );
}
