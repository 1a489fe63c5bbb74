"use client";
import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { NuqsAdapter } from "nuqs/adapters/next/app";
import { type ReactNode, useState } from "react";
import { CallDock } from "@/components/calls/call-dock";
import { PlaceZones } from "@/components/client/place-zones";
import { useMe } from "@/components/client/realtime";
import { NewText } from "@/components/conversations/starting/new-text";
import { WaitThresholdsProvider } from "@/components/conversations/wait-thresholds";
import { lazyComponent, useLazy } from "@/components/ui/lazy";
import { lazyModule } from "@/components/ui/lazy-module";
import { Toaster } from "@/components/ui/toast";
import { Tooltips } from "@/components/ui/tooltips";
import { WaitingDialog } from "@/components/ui/waiting-dialog";
import { Announcer } from "./announcer";
import { usePreferences } from "./preferences";
import { Preloader } from "./preloader";
import { BottomTabs, Rail } from "./rail";
import { useShortcuts } from "./shortcuts";
import { SyncBanner } from "./sync-banner";

const Palette = lazyComponent(() => import("./palette").then((code) => code.Palette), WaitingDialog);
const ShortcutSheet = lazyComponent(() => import("./shortcut-sheet").then((code) => code.ShortcutSheet), WaitingDialog);

const SKIP =
  "sr-only focus:not-sr-only focus:absolute focus:start-3 focus:top-3 focus:z-50 focus:rounded-md focus:bg-raised focus:px-4 focus:py-3 focus:font-medium focus:shadow-overlay";

const notices = lazyModule(() => import("@/components/notices/notices"));

const drafts = lazyModule(() => import("@/components/conversations/draft-sync"));

/** Saves drafts at the server. Until its code is there, when the page is idle, they are on this device. */
function DraftsOnceIdle() {
  const { value: code } = useLazy(drafts);
  return code && <code.DraftSync />;
}

/** The notices, whose code loads when the page is idle; what was pushed until then waits for it. */
function NoticesOnceIdle() {
  const { value: code } = useLazy(notices);
  return code && <code.Notices />;
}

/** The frame around every signed-in page: navigation, banner, toasts, announcer, notices, help. Pages fill `<main>`. */
export function WorkspaceShell({ hasSimulator, children }: { hasSimulator: boolean; children: ReactNode }) {
  const t = useTranslations("shell");
  const me = useMe();
  const router = useRouter();
  const [isHelpOpen, setHelpOpen] = useState(false);
  const [isAsking, setAsking] = useState(false);
  const { theme } = usePreferences();
  const onShortcuts = () => setHelpOpen(true);
  const onCommands = () => setAsking(true);
  useShortcuts([
    { keys: "[Shift]+?", label: t("shortcuts.title"), group: "Anywhere", run: onShortcuts },
    { keys: "$mod+k", label: t("palette.title"), group: "Anywhere", run: onCommands },
    { keys: "/", label: t("palette.search"), group: "Anywhere", run: onCommands },
    { keys: "g i", label: t("goToInbox"), group: "Anywhere", run: () => router.push("/inbox") },
    { keys: "g c", label: t("goToCalls"), group: "Anywhere", run: () => router.push("/calls") },
    ...(me.can.board
      ? [{ keys: "g b", label: t("goToBoard"), group: "Anywhere" as const, run: () => router.push("/board") }]
      : []),
  ]);
  const menu = { hasSimulator, onShortcuts, onCommands };
  return (
    <NuqsAdapter>
      <PlaceZones>
        <div className="relative flex h-dvh flex-col overflow-hidden">
          <a href="#main" className={SKIP}>
            {t("skipToContent")}
          </a>
          <SyncBanner />
          <div className="flex min-h-0 flex-1">
            <Rail {...menu} />
            <main id="main" tabIndex={-1} className="relative flex min-h-0 min-w-0 flex-1 flex-col focus:outline-none">
              <WaitThresholdsProvider>{children}</WaitThresholdsProvider>
            </main>
          </div>
          <CallDock />
          <BottomTabs {...menu} />
        </div>
        <Announcer />
        {isHelpOpen && <ShortcutSheet onClose={() => setHelpOpen(false)} />}
        {isAsking && <Palette hasSimulator={hasSimulator} onClose={() => setAsking(false)} />}
        <NewText />
        <Toaster theme={theme} />
        <Tooltips />
        <NoticesOnceIdle />
        <DraftsOnceIdle />
        <Preloader />
      </PlaceZones>
    </NuqsAdapter>
  );
}
