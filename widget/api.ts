import type { StartedWebCall } from "@/server/contract/call-media";
import type { PublicAttachment, WidgetContact, WidgetSession } from "@/server/contract/sockets";
import { t } from "./text";

/** `refused`: final. `signedOut`: the token is no longer valid. `away`: try again. */
export type Failure = { failed: "refused" | "signedOut" | "away"; reason: string };
export type Answer<T> = { ok: T } | Failure;

export type UploadedFile = Pick<PublicAttachment, "id" | "name" | "mime">;
export type Draft = {
  clientMessageId: string;
  text: string;
  attachmentIds: string[];
  name: string | null;
  contact: string | null;
};

const AWAY: Failure = { failed: "away", reason: t("keptForLater") };

/** Opens or continues the visitor's session. */
export const openSession = (key: string, token: string | null, identity: string | null) =>
  ask<WidgetSession>("/api/widget/session", { headers: json, body: JSON.stringify({ key, token, identity }) });

/** Sending a draft twice makes one message, by its id. */
export const postMessage = (token: string, draft: Draft) =>
  ask<unknown>("/api/widget/messages", { headers: { ...json, ...bearer(token) }, body: JSON.stringify(draft) });

/** Validates a contact, and stores it once the visitor has written; null removes it. */
export const postContact = (token: string, contact: string | null) =>
  ask<WidgetContact>("/api/widget/contact", {
    headers: { ...json, ...bearer(token) },
    body: JSON.stringify({ contact }),
  });

/** Starts a call to the store; the same id again is the same call. */
export const postCall = (token: string, callId: string) =>
  ask<StartedWebCall>("/api/widget/calls", {
    headers: { ...json, ...bearer(token) },
    body: JSON.stringify({ callId }),
  });

export const postFile = (token: string, file: File) =>
  ask<UploadedFile>(`/api/media?name=${encodeURIComponent(file.name)}`, {
    headers: { ...bearer(token), "content-type": file.type },
    body: file,
  });

const json = { "content-type": "application/json" };
const bearer = (token: string) => ({ authorization: `Bearer ${token}` });

async function ask<T>(path: string, init: RequestInit): Promise<Answer<T>> {
  let response: Response;
  try {
    response = await fetch(path, { method: "POST", credentials: "omit", cache: "no-store", ...init });
  } catch {
    return AWAY;
  }
  const body = (await response.json().catch(() => ({}))) as { message?: string };
  if (response.ok) return { ok: body as T };
  const { status } = response;
  const reason = body.message ?? t("cannotSend");
  if (status === 401 || status === 403) return { failed: "signedOut", reason };
  if (status === 429) return { ...AWAY, reason };
  if (status === 408 || status >= 500) return { ...AWAY, reason: t("slow") };
  return { failed: "refused", reason };
}
