import type { Id } from "@/server/contract/ids";
import { sameText, signed } from "./keys";

type Listener = { recordingId: Id; userId: Id };

const signature = ({ recordingId, userId }: Listener, expires: string): string =>
  signed("recording", `${recordingId}.${userId}.${expires}`);

/** The address of a recording for one person, until it expires. It works only with that person's session. */
export function recordingUrl(listener: Listener, now: Date, ttlSeconds: number): string {
  const expires = String(Math.floor(now.getTime() / 1000) + ttlSeconds);
  return `/api/recordings/${listener.recordingId}?t=${expires}.${signature(listener, expires)}`;
}

/** Whether `token` (the `t` of such an address) lets this person listen now. */
export function opensRecording(listener: Listener, token: string, now: Date): boolean {
  const [expires = "", given = ""] = token.split(".");
  if (!/^\d{1,12}$/.test(expires) || Number(expires) * 1000 < now.getTime()) return false;
  return sameText(given, signature(listener, expires));
}
