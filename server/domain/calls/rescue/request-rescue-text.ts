import type { Write } from "@/server/domain/command";
import type { Call } from "../call";
import { rescueText } from "../settings";

/** Colleagues have this long to call back first. */
const AFTER_MS = 60_000;

/**
 * Has the customer of a missed call texted a moment later, where that is on. Whether they may be is decided then. A customer who had
 * somebody on the line was not missed in their eyes.
 */
export async function requestRescueText({ settings, enqueue, now }: Write, call: Call): Promise<void> {
  if (call.direction !== "in" || call.connectedAt || call.contactKind !== "phone") return;
  const { enabled } = await settings.get(rescueText, call.placeId);
  if (enabled) enqueue("send-rescue-text", { callId: call.id }, new Date(now.getTime() + AFTER_MS));
}
