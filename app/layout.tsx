import type { Metadata, Viewport } from "next";
import { headers } from "next/headers";
import type { ReactNode } from "react";
import { IntlProvider } from "@/components/client/intl-provider";
import { catalog, WORKSPACE_LOCALE } from "@/messages/catalog";
import { type Compiled, compileMessages } from "@/messages/compile";
import { pseudo } from "@/messages/pseudo";
import { isPseudo } from "./language";
import "./globals.css";

const WORKSPACE = catalog("workspace", WORKSPACE_LOCALE);
const MESSAGES = compileMessages(WORKSPACE);
const { shell } = WORKSPACE;

export const metadata: Metadata = {
  title: { default: shell.name, template: `%s · ${shell.name}` },
  description: shell.description,
  manifest: "/manifest.webmanifest",
  icons: { apple: "/icons/apple-touch-icon.png" },
  appleWebApp: { capable: true, title: shell.name },
  robots: { index: false, follow: false },
  referrer: "same-origin",
  formatDetection: { telephone: false, email: false, address: false },
};
export const viewport: Viewport = {
  width: "device-width",
  initialScale: 1,
  viewportFit: "cover",
  // The on-screen keyboard resizes the page instead of covering it.
  interactiveWidget: "resizes-content",
  themeColor: [
    { media: "(prefers-color-scheme: light)", color: "#f5f4f1" },
    { media: "(prefers-color-scheme: dark)", color: "#0d1214" },
  ],
};

/** Runs before the first paint, so that the wrong colors never flash. */
const THEME = `(function(){var d=document.documentElement,m=matchMedia("(prefers-color-scheme: dark)");
function get(k){try{return localStorage.getItem(k)}catch(e){return null}}
function set(){var t=get("storeline-theme");d.dataset.theme=t==="light"||t==="dark"?t:m.matches?"dark":"light";
if(get("storeline-contrast")==="more")d.dataset.contrast="more";else delete d.dataset.contrast}
set();m.addEventListener("change",set);addEventListener("storage",set);addEventListener("storeline:theme",set)})()`;

const messages = async (): Promise<Compiled> => ((await isPseudo()) ? pseudo(MESSAGES) : MESSAGES);

export default async function RootLayout({ children }: { children: ReactNode }) {
  // Reading the nonce makes every page dynamic, because a prerendered page could not contain it.
  const nonce = (await headers()).get("x-nonce") ?? undefined;
  return (
    <html lang={WORKSPACE_LOCALE} suppressHydrationWarning>
      <head>
        {/* biome-ignore lint/security/noDangerouslySetInnerHtml: a constant, and it must run before paint */}
        <script nonce={nonce} suppressHydrationWarning dangerouslySetInnerHTML={{ __html: THEME }} />
      </head>
      <body>
        <IntlProvider locale={WORKSPACE_LOCALE} messages={await messages()}>
          {children}
        </IntlProvider>
      </body>
    </html>
  );
}
