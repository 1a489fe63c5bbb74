import { sameText, signed } from "./keys";

/** A link to one file that works without a session until it expires, for providers and the widget. */
export function signedMediaUrl(base: string, attachmentId: string, now: Date, ttlSeconds: number): string {
  const expires = Math.floor(now.getTime() / 1000) + ttlSeconds;
  return `${base}/api/media/${attachmentId}?t=${expires}.${signed("media", `${attachmentId}.${expires}`)}`;
}

/** Whether `token` (the `t` of such a link) opens this file now. */
export function opensMedia(attachmentId: string, token: string, now: Date): boolean {
  const [expires = "", signature = ""] = token.split(".");
  if (!/^\d{1,12}$/.test(expires) || Number(expires) * 1000 < now.getTime()) return false;
  return sameText(signature, signed("media", `${attachmentId}.${expires}`));
}
