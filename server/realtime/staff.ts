import type { Namespace, Socket } from "socket.io";
import type { Id } from "@/server/contract/ids";
import type { StaffClientEvents, StaffServerEvents } from "@/server/contract/sockets";
import type { PersonActor } from "@/server/contract/team";
import type { PeerState } from "./presence";

/** What nodes tell each other; it crosses only when a shared adapter is configured. */
export type PeerEvents = { peer: (state: PeerState) => void };

/** What this node remembers of one connected person. `watch` holds only what they were allowed to look at. */
export type StaffData = {
  actor: PersonActor;
  isMasked: boolean;
  watch: { conversationId: Id | null; customerId: Id | null; skuIds: ReadonlySet<Id>; board: boolean };
};
export type StaffNamespace = Namespace<StaffClientEvents, StaffServerEvents, PeerEvents, StaffData>;
export type StaffSocket = Socket<StaffClientEvents, StaffServerEvents, PeerEvents, StaffData>;

export const NOTHING: StaffData["watch"] = { conversationId: null, customerId: null, skuIds: new Set(), board: false };
export const rooms = {
  conversation: (id: Id) => `conversation:${id}`,
};
