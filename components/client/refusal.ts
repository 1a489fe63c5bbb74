import { TRPCClientError } from "@trpc/client";
import type { ErrorCode, ErrorReason } from "@/server/contract/errors";
import type { Id } from "@/server/contract/ids";

export type Refusal = { code: ErrorCode; reason: ErrorReason; message: string; details: Record<string, unknown> };
/** The domain's refusal in an error, or null for another cause (network, server). */
export function refusalOf(error: unknown): Refusal | null {
  if (!(error instanceof TRPCClientError)) return null;
  return (error.data as { domain?: Refusal } | null | undefined)?.domain ?? null;
}

/** The conversation that is not readable according to a refusal, or null. */
export function goneFrom(refusal: Refusal | null): Id | null {
  if (refusal?.code !== "not_found") return null;
  const { conversationId } = refusal.details;
  return typeof conversationId === "string" ? conversationId : null;
}
