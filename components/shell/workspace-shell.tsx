"use client";
import dynamic from "next/dynamic";
import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { NuqsAdapter } from "nuqs/adapters/next/app";
import { type ReactNode, useState } from "react";
import { CallDock } from "@/components/calls/call-dock";
import { PlaceZones } from "@/components/client/place-zones";
import { useMe } from "@/components/client/realtime";
import { WaitThresholdsProvider } from "@/components/conversations/wait-thresholds";
import { Toaster } from "@/components/ui/toast";
import { TooltipProvider } from "@/components/ui/tooltip";
import { Announcer } from "./announcer";
import { DocumentTitle } from "./document-title";
import { usePreferences } from "./preferences";
import { BottomTabs, Rail } from "./rail";
import { ShortcutSheet, useShortcutSheet } from "./shortcut-sheet";
import { useShortcuts } from "./shortcuts";
import { SyncBanner } from "./sync-banner";

const Palette = dynamic(() => import("./palette").then((module) => module.Palette), { ssr: false });

const SKIP =
  "sr-only focus:not-sr-only focus:absolute focus:start-3 focus:top-3 focus:z-50 focus:rounded-md focus:bg-raised focus:px-4 focus:py-3 focus:font-medium focus:shadow-overlay";

/** The frame around every signed-in page: navigation, banner, toasts, announcer, help. Pages fill `<main>`. */
export function WorkspaceShell({ hasSimulator, children }: { hasSimulator: boolean; children: ReactNode }) {
  const t = useTranslations("shell");
  const me = useMe();
  const router = useRouter();
  const sheet = useShortcutSheet();
  const [isAsking, setAsking] = useState(false);
  const { theme } = usePreferences();
  useShortcuts([
    { keys: "$mod+k", label: t("palette.title"), group: "Anywhere", run: () => setAsking(true) },
    { keys: "g i", label: t("goToInbox"), group: "Anywhere", run: () => router.push("/inbox") },
    ...(me.can.board
      ? [{ keys: "g b", label: t("goToBoard"), group: "Anywhere" as const, run: () => router.push("/board") }]
      : []),
  ]);
  const menu = { hasSimulator, onShortcuts: () => sheet.setOpen(true), onCommands: () => setAsking(true) };
  return (
    <NuqsAdapter>
      <TooltipProvider delayDuration={350}>
        <PlaceZones>
          <div className="relative flex h-dvh flex-col overflow-hidden">
            <a href="#main" className={SKIP}>
              {t("skipToContent")}
            </a>
            <SyncBanner />
            <div className="flex min-h-0 flex-1">
              <Rail {...menu} />
              <main
                id="main"
                tabIndex={-1}
                className="relative flex min-h-0 min-w-0 flex-1 flex-col focus:outline-none"
              >
                <WaitThresholdsProvider>{children}</WaitThresholdsProvider>
              </main>
            </div>
            <CallDock />
            <BottomTabs {...menu} />
          </div>
          <DocumentTitle />
          <Announcer />
          <ShortcutSheet open={sheet.open} onOpenChange={sheet.setOpen} />
          {isAsking && <Palette hasSimulator={hasSimulator} onClose={() => setAsking(false)} />}
          <Toaster theme={theme} />
        </PlaceZones>
      </TooltipProvider>
    </NuqsAdapter>
  );
}
