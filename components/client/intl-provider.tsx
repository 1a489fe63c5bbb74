"use client";
import { type AbstractIntlMessages, NextIntlClientProvider } from "next-intl";
import type { ReactNode } from "react";
import type { Locale } from "@/messages/catalog";
import type { Compiled } from "@/messages/compile";

/** A missing message throws in tests and development; in production its key is shown. */
function throwUnlessShipped(error: Error): void {
  if (process.env.NODE_ENV !== "production") throw error;
}

/**
 * Provides messages, language and time zone to everything below.
 * @param timeZone an IANA name; the browser's own zone without it
 */
export function IntlProvider(props: { locale: Locale; messages: Compiled; timeZone?: string; children: ReactNode }) {
  return (
    <NextIntlClientProvider
      locale={props.locale}
      messages={props.messages as AbstractIntlMessages}
      timeZone={props.timeZone}
      onError={throwUnlessShipped}
    >
      {props.children}
    </NextIntlClientProvider>
  );
}
