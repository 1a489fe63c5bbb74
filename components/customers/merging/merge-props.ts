import type { CustomerContext } from "@/server/contract/customers";

export type MergeProps = { conversationId: string; context: CustomerContext; onClose: () => void };

/** Without a network it fails, so that the screen says so: React Query would wait for the network, and show nothing meanwhile. */
export const AT_ONCE = { networkMode: "always" } as const;
