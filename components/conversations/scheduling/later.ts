import type { ConversationRow } from "@/server/contract/conversations";
import type { DestinationRef } from "@/server/contract/destinations";
import type { Id } from "@/server/contract/ids";

/** What is being written in a conversation, to leave later. */
export type Later = {
  row: ConversationRow;
  body: string;
  to: DestinationRef | null;
  seenSeq: number;
  savedReplyIds: () => Id[];
};
