"use client";
import { CloudOff } from "lucide-react";
import { useEffect, useState } from "react";
import { useSyncState } from "@/components/client/realtime";
import { Banner } from "@/components/ui/banner";
import { currentMs } from "@/components/ui/clock";
import { clockTime } from "@/components/ui/format";

/** Says that the screen may be behind, and since when. Silent while everything is live. */
export function SyncBanner() {
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
      <strong className="font-semibold">Out of sync</strong> – reconnecting
      {liveAt ? `; showing what we had at ${clockTime(liveAt)}` : ""}. Replies wait on this device until we are back.
    </Banner>
  );
}
