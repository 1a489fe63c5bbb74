import { uuidv7 } from "uuidv7";
import { attachments } from "@/db/schema";
import type { Write } from "@/server/domain/command";
import { attachUploads, visitorOwner } from "../attachments/attach-uploads";
import type { Stored } from "./arrival";

/**
 * Stores the files of a received message: the provider's are recorded and fetched after commit; a visitor's uploads are
 * attached.
 */
export async function attachReceived(write: Write, { arrival, conversationId }: Stored): Promise<void> {
  const { itemId } = arrival;
  const fromProvider = arrival.attachments.map((file, position) => ({
    id: uuidv7(),
    conversationId,
    itemId,
    ownerId: `connection:${arrival.connectionId}`,
    position,
    name: file.name,
    mime: file.mime,
    state: "pending" as const,
    sourceUrl: file.url,
  }));
  if (fromProvider.length > 0) await write.tx.insert(attachments).values(fromProvider);
  for (const { id } of fromProvider) write.enqueue("mirror-attachment", { attachmentId: id });
  await attachUploads(write, arrival.attachmentIds, visitorOwner(arrival.from.value), { conversationId, itemId });
}
