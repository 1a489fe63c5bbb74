"use client";
import { useTranslations } from "next-intl";
import { useEffect, useState } from "react";
import type { LiveCall } from "@/server/contract/live-calls";
import { useDeviceSettings } from "./device-settings";
import { ring } from "./media/ringtone";

/** Rings while this is mounted, unless the ringtone is muted here. @returns whether the browser blocks the sound */
export function useRingtone(): boolean {
  const { ringtone } = useDeviceSettings();
  const [isBlocked, setBlocked] = useState(false);
  useEffect(() => {
    if (!ringtone) return;
    const stop = ring(setBlocked);
    return () => {
      stop();
      setBlocked(false);
    };
  }, [ringtone]);
  return isBlocked;
}

/** Shows a system notification of a call while the tab is in the background, if permitted. It contains no personal data. */
export function useCallNotification({ id, place }: LiveCall): void {
  const t = useTranslations("calls");
  const body = t("ring.notification", { place: place.name });
  useEffect(() => {
    if (!("Notification" in window) || Notification.permission !== "granted") return;
    if (document.visibilityState === "visible") return;
    const shown = new Notification(body, { tag: id, requireInteraction: true });
    shown.onclick = () => {
      window.focus();
      shown.close();
    };
    return () => shown.close();
  }, [id, body]);
}
