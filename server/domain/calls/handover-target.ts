import type { Target } from "@/server/contract/conversations";
import { DomainError } from "@/server/contract/errors";
import type { PersonActor } from "@/server/contract/team";
import type { Write } from "@/server/domain/command";
import { loadTarget, resolveTarget } from "@/server/domain/conversations/record/target";
import type { Call } from "./call";
import type { HandoverTarget } from "./handover";
import { notOnLine } from "./ring-facts";
import { ringSeconds } from "./settings";

/**
 * Finds whom a consultation or transfer rings: one person, or everybody available at a place.
 * @throws DomainError "invalid": no target, or one that cannot take work; "conflict": nobody there can take a call now
 */
export async function handoverTarget(write: Write<PersonActor>, call: Call, to: Target): Promise<HandoverTarget> {
  const { tx, actor, presence } = write;
  const target = await loadTarget(tx, to);
  const { user, place } = target;
  const named = user ?? place;
  if (!named) throw new DomainError("invalid", "noCallTarget");
  const asked = user ? [user.id].filter((id) => presence.isAvailable(id)) : presence.availableAt(named.id);
  const callees = await notOnLine(
    tx,
    asked.filter((id) => id !== actor.id),
  );
  if (callees.length === 0) {
    if (user) throw new DomainError("conflict", "personNotAvailable", { name: user.name });
    throw new DomainError("conflict", "nobodyAvailable", { place: named.name });
  }
  const { placeId } = resolveTarget(target, call.placeId);
  return { callees, userId: user?.id ?? null, placeId, name: named.name };
}

/** Until when the target of a handover is rung. */
export async function ringUntil({ settings, now }: Write, { placeId }: Call): Promise<Date> {
  return new Date(now.getTime() + (await settings.get(ringSeconds, placeId)) * 1000);
}
