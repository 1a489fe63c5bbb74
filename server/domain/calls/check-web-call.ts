import { DomainError } from "@/server/contract/errors";
import type { Id } from "@/server/contract/ids";
import type { Ctx } from "@/server/domain/context";
import { openState } from "@/server/domain/hours/open-state";
import { overflowOf } from "./overflow";
import { webCalls } from "./settings";

type Reader = Pick<Ctx, "db" | "settings" | "presence" | "now">;

/**
 * Checks that a customer may call this place from the web now: it is open, and somebody who would be rung is available or on a call.
 * @throws DomainError "conflict" with the reason
 */
export async function checkWebCall(ctx: Reader, placeId: Id): Promise<void> {
  if (!(await ctx.settings.get(webCalls, placeId))) throw new DomainError("conflict", "webCallsOff");
  if (!(await openState(ctx, placeId)).open) throw new DomainError("conflict", "callsClosed");
  const overflow = await overflowOf(ctx.db, ctx.settings, placeId);
  const rung = overflow ? [placeId, overflow] : [placeId];
  if (!rung.some((id) => ctx.presence.isStaffed(id))) throw new DomainError("conflict", "callsUnstaffed");
}
