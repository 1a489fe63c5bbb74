import type { StartedWebCall } from "@/server/contract/call-media";
import type { OpenState } from "@/server/contract/hours";
import type { PublicContact, PublicMessage, PublicThread, WidgetHello } from "@/server/contract/sockets";
import type * as api from "./api";
import type { Pending } from "./outbox";
import type { Store } from "./storage";

export type ChatState = {
  connection: "connecting" | "live" | "offline" | "unknown_site";
  place: string;
  greeting: string;
  /** False: nobody is online, and messages are answered later. */
  staffed: boolean;
  /** The place takes calls from the chat, while it is staffed. */
  takesCalls: boolean;
  /** Whether the place is open, by its hours only; null before the server has responded. */
  hours: OpenState | null;
  /** The visitor's contact for later replies, once it is validated. */
  contact: PublicContact | null;
  canText: boolean;
  /** The store's call that rings here now, if any. */
  ring?: StartedWebCall | null;
  messages: PublicMessage[];
  pending: Pending[];
  unread: number;
  staffComposing: boolean;
  /** The newest message of staff since the page was opened, for the live region. */
  announced: PublicMessage | null;
};

/** The chat's open connection to the server. */
export type Line = {
  hello(): Promise<WidgetHello | null>;
  since(conversationId: string, afterPublicSeq: number): Promise<PublicThread | null>;
  composing(conversationId: string): void;
  seen(conversationId: string, publicSeq: number): void;
  close(): void;
};
export type LineEvents = {
  up(): void;
  down(): void;
  /** The server no longer accepts the token. */
  rejected(): void;
  messages(push: { conversationId: string; messages: PublicMessage[] }): void;
  composing(): void;
  /** Something that the chat shows has changed: the place and its people, or what rings. */
  changed(part: Partial<ChatState>): void;
};
export type Deps = {
  store: Store;
  newId(): string;
  dial(token: string, events: LineEvents): Line;
  api?: Pick<typeof api, "openSession" | "postMessage" | "postFile" | "postContact" | "postCall">;
};
