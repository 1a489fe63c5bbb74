import type { HandoffCard, SystemLine } from "@/server/contract/conversations";
import { personIdOf } from "@/server/contract/team";
import type { Write } from "@/server/domain/command";
import { appendItem, lineBy } from "@/server/domain/conversations/record/append-item";
import { namesOf } from "@/server/domain/conversations/record/target";
import { type Call, liveLegOf } from "./call";

/** Records a change of the call's transfer in the conversation: offered with its card, canceled or expired. */
export async function recordTransfer(write: Write, before: Call, call: Call): Promise<void> {
  const line = await transferLine(write, before, call);
  if (line) await append(write, call, line);
}

/** Records the card of a completed transfer, for the new holder of the call. */
export async function recordCard(write: Write, call: Call, card: HandoffCard): Promise<void> {
  const toId = call.holderId;
  const to = call.legs.findLast(({ userId }) => userId === toId)?.name ?? "";
  const expiresAt = write.now.toISOString();
  await append(write, call, { type: "transfer_offered", ...lineBy(write.actor), to, toId, card, expiresAt });
}

async function append(write: Write, { conversationId }: Call, system: SystemLine): Promise<void> {
  const { seq } = await appendItem(write, conversationId, { kind: "system", system });
  write.emit("call.recorded", { conversationId, seqs: [seq] });
}

async function transferLine(write: Write, before: Call, call: Call): Promise<SystemLine | null> {
  const { transfer } = call;
  if (transfer && !before.transfer) {
    const { to, card, expiresAt } = transfer;
    return {
      type: "transfer_offered",
      ...lineBy(write.actor),
      to: to.name,
      toId: to.userId ?? to.placeId,
      card,
      expiresAt,
    };
  }
  const was = before.transfer;
  // An answered transfer is recorded by the line about the new assignee.
  const isAnswered = call.holderId !== null && call.holderId !== was?.fromUserId;
  if (!was || transfer || isAnswered || call.endedAt) return null;
  if (personIdOf(write.actor) === was.fromUserId) return { type: "transfer_withdrawn", ...lineBy(write.actor) };
  const toId = liveLegOf(call, was.fromUserId) ? was.fromUserId : call.placeId;
  return { type: "transfer_expired", to: (await namesOf(write.tx, [toId]))(toId), toId };
}
