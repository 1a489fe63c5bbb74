import { createTRPCClient } from "@trpc/client";
import { createTRPCOptionsProxy } from "@trpc/tanstack-react-query";
import type { Id } from "@/server/contract/ids";
import type { AppRouter } from "@/server/trpc/root";

/** The keys of the router's queries for code outside components: `trpcKeys.team.people.queryKey()`. It cannot fetch. */
export const trpcKeys = createTRPCOptionsProxy<AppRouter>({
  client: createTRPCClient<AppRouter>({ links: [] }),
  queryClient: () => {
    throw new Error("trpcKeys only names queries");
  },
});

export const keys = {
  detail: (conversationId: Id) => trpcKeys.conversations.get.queryKey({ conversationId }),
  context: (conversationId: Id) => trpcKeys.customers.context.queryKey({ conversationId }),
  /** A client-side entry, not a query of the router: how this person's part in a call ended, or null. */
  leftCall: (callId: Id) => [["leftCall"], { input: { callId }, type: "query" }] as const,
  /** A client-side entry, not a query of the router: how a conversation was lost, or null. */
  accessLoss: (conversationId: Id) => [["accessLoss"], { input: { conversationId }, type: "query" }] as const,
};
