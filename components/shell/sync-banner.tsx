"use client";
import { CloudOff } from "lucide-react";
import { useTranslations } from "next-intl";
import { type ReactNode, useEffect, useState } from "react";
import { useSyncState } from "@/components/client/realtime";
import { Banner } from "@/components/ui/banner";
import { currentMs } from "@/components/ui/clock";
import { useFormat } from "@/components/ui/use-format";

const strong = (text: ReactNode) => <strong className="font-semibold">{text}</strong>;

/** Says that the screen may be behind, and since when. Silent while everything is live. */
export function SyncBanner() {
  const t = useTranslations("shell");
  const { clockTime } = useFormat();
  const { state } = useSyncState();
  const [liveAt, setLiveAt] = useState<number | null>(null);
  useEffect(() => {
    if (state !== "live") return;
    setLiveAt(currentMs());
    return () => setLiveAt(currentMs());
  }, [state]);
  if (state !== "out_of_sync") return null;
  return (
    <Banner tone="warning" icon={<CloudOff aria-hidden />} role="status">
      {liveAt ? t.rich("sync.behindSince", { strong, time: clockTime(liveAt) }) : t.rich("sync.behind", { strong })}
    </Banner>
  );
}
