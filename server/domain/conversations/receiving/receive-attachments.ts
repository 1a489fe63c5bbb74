import { uuidv7 } from "uuidv7";
import { attachments } from "@/db/schema";
import type { Id } from "@/server/contract/ids";
import type { Write } from "@/server/domain/command";
import { attachUploads, visitorOwner } from "../attachments/attach-uploads";
import type { Arrival } from "./arrival";

type Stored = { arrival: Arrival; conversationId: Id | null };

/** Files of received messages: the provider's are noted and fetched after commit; a visitor's own uploads are attached. */
export async function attachReceived(write: Write, stored: readonly Stored[]): Promise<void> {
  const fromProvider = stored.flatMap(({ arrival, conversationId }) =>
    arrival.attachments.map((file, position) => ({
      id: uuidv7(),
      conversationId,
      itemId: arrival.itemId,
      ownerId: `connection:${arrival.connectionId}`,
      position,
      name: file.name,
      mime: file.mime,
      state: "pending" as const,
      sourceUrl: file.url,
    })),
  );
  if (fromProvider.length > 0) await write.tx.insert(attachments).values(fromProvider);
  for (const { id } of fromProvider) write.enqueue("mirror-attachment", { attachmentId: id });
  for (const { arrival, conversationId } of stored) {
    const place = { conversationId: conversationId as Id, itemId: arrival.itemId };
    await attachUploads(write, arrival.attachmentIds, visitorOwner(arrival.from.value), place);
  }
}
