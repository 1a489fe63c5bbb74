import type { Namespace, Socket } from "socket.io";
import type { CallMediaClientEvents, CallMediaServerEvents } from "@/server/contract/call-media";
import type { Id } from "@/server/contract/ids";
import type { StaffClientEvents, StaffServerEvents } from "@/server/contract/sockets";
import type { PersonActor } from "@/server/contract/team";
import type { PeerMessage } from "./peers";

/** Messages between nodes; they cross only when a shared adapter is configured. */
export type PeerEvents = { peers: (message: PeerMessage) => void };

/** This node's state of one connected person. `subscription` holds only authorized subscriptions. */
export type StaffData = {
  actor: PersonActor;
  /** When the actor was read, by the clock of `Sessions`. */
  asOf: number;
  /** The session ended: this person is not coming back. */
  isOver?: boolean;
  isMasked: boolean;
  subscription: {
    conversationId: Id | null;
    customerId: Id | null;
    skuIds: ReadonlySet<Id>;
    board: boolean;
    /** Presence of everybody, not only of colleagues. */
    allPresence: boolean;
  };
};
export type StaffListenEvents = StaffClientEvents & CallMediaClientEvents;
export type StaffEmitEvents = StaffServerEvents & CallMediaServerEvents;
export type StaffNamespace = Namespace<StaffListenEvents, StaffEmitEvents, PeerEvents, StaffData>;
export type StaffSocket = Socket<StaffListenEvents, StaffEmitEvents, PeerEvents, StaffData>;

export const NO_SUBSCRIPTION: StaffData["subscription"] = {
  conversationId: null,
  customerId: null,
  skuIds: new Set(),
  board: false,
  allPresence: false,
};
export const rooms = {
  conversation: (id: Id) => `conversation:${id}`,
};
