import { createStore } from "@/components/client/store";
import type { Id } from "@/server/contract/ids";

/** The conversation whose callback somebody schedules or changes, from anywhere on the page. */
export const askedCallback = createStore<{ conversationId: Id; customer: string } | null>(null);
