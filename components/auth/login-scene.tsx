"use client";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";

const LINES = [
  { from: "customer", text: "question" },
  { from: "staff", text: "answer" },
  { from: "customer", text: "thanks" },
] as const;

/** The frame of the sign-in page: the form and, on wide screens, a description of the product beside it. */
export function LoginScene({ children }: { children: ReactNode }) {
  const t = useTranslations("auth");
  return (
    <div className="grid min-h-dvh bg-canvas expanded:grid-cols-[minmax(26rem,1fr)_minmax(0,1.2fr)]">
      <main className="flex items-center justify-center px-5 py-10">
        <div className="w-full max-w-[23rem]">
          <Brand />
          {children}
        </div>
      </main>
      <aside
        aria-hidden
        className="hidden flex-col justify-between bg-rail p-12 text-rail-ink expanded:flex dark:border-l"
      >
        <span />
        <div className="mx-auto w-full max-w-md">
          <p className="mb-8 text-[1.75rem] leading-9 font-semibold tracking-tight text-balance">{t("slogan")}</p>
          <div className="grid gap-2.5 text-md">
            {LINES.map((line) => (
              <p
                key={t(`example.${line.text}`)}
                className={
                  line.from === "customer"
                    ? "mr-12 w-fit rounded-xl rounded-bl-sm bg-rail-active px-4 py-2.5"
                    : "ml-12 w-fit justify-self-end rounded-xl rounded-br-sm bg-[#d7f0f4] px-4 py-2.5 text-[#10272e]"
                }
              >
                {t(`example.${line.text}`)}
              </p>
            ))}
          </div>
        </div>
        <p className="mx-auto w-full max-w-md text-sm text-rail-muted">{t("features")}</p>
      </aside>
    </div>
  );
}

function Brand() {
  const t = useTranslations("shell");
  return (
    <div className="mb-9 flex items-center gap-2.5">
      <svg viewBox="0 0 32 32" className="size-9" aria-hidden="true">
        <rect width="32" height="32" rx="8" fill="#10272e" />
        <path
          d="M8 10.5A2.5 2.5 0 0 1 10.5 8h11a2.5 2.5 0 0 1 2.5 2.5v7a2.5 2.5 0 0 1-2.5 2.5H15l-4.2 3.6c-.5.4-1.3.1-1.3-.6V20A2.5 2.5 0 0 1 8 17.5z"
          fill="#fff"
        />
        <path d="M11.5 14h9" stroke="#ff8a5b" strokeWidth="2.4" strokeLinecap="round" />
      </svg>
      <span className="text-lg font-semibold tracking-tight">{t("name")}</span>
    </div>
  );
}
