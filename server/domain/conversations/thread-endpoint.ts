import { eq } from "drizzle-orm";
import type { Db, Tx } from "@/db/client";
import { endpoints } from "@/db/schema";
import type { ConversationDetail } from "@/server/contract/conversations";
import type { Id } from "@/server/contract/ids";

/** The address replies leave from: the one the customer used last. */
export async function endpointOf(db: Db | Tx, endpointId: Id): Promise<ConversationDetail["endpoints"]> {
  return db
    .select({ id: endpoints.id, channel: endpoints.channel, label: endpoints.label })
    .from(endpoints)
    .where(eq(endpoints.id, endpointId));
}
