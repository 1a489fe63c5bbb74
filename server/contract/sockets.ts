import * as z from "zod";
import type { Ack } from "./ack";
import type { StartedWebCall } from "./call-media";
import type { BoardDelta, Envelope } from "./events";
import type { OpenState } from "./hours";
import { Id, type IsoTime, Seq } from "./ids";
import { PresenceStatus, type PresenceView, type ViewerView } from "./team";

/* The staff namespace "/": the server pushes; clients only subscribe and report what they are doing. */

/** What a screen shows, and the server therefore pushes to it. */
export const Subscription = z.strictObject({
  /** The open conversation: pushes its viewers, its customer's context and orders. */
  conversationId: Id.nullable(),
  skuIds: z.array(Id).max(50),
  board: z.boolean(),
  /** A picker of people is open: pushes the presence of everybody, not only of colleagues. */
  allPresence: z.boolean().default(false),
});
export type Subscription = z.infer<typeof Subscription>;
export const Composing = z.strictObject({ conversationId: Id, mode: z.enum(["reply", "note"]).nullable() });
/** `again`: chosen earlier, and said again after a reconnect. It replaces no status that a call has set. */
export const SetPresence = z.strictObject({ status: PresenceStatus, again: z.boolean().optional() });

/** The events of one push; `cursor` is the log position after them. */
export type Frame = { envelopes: Envelope[]; cursor: string };
/** Every 2.5 s: a client that has applied all frames before it is complete up to `cursor`. `lagMs`: how far this node is behind the log. */
export type Beat = { cursor: string; lagMs: number };

export type StaffServerEvents = {
  frame: (frame: Frame) => void;
  beat: (beat: Beat) => void;
  /**
   * Presence that changed: of people who share a place with this person, and of everybody while the screen subscribes to
   * `allPresence`.
   */
  presence: (changed: PresenceView[]) => void;
  viewers: (at: { conversationId: Id; viewers: ViewerView[] }) => void;
  /** The customer is writing (web chat). Volatile. */
  customer_composing: (at: { conversationId: Id }) => void;
  board: (delta: BoardDelta) => void;
  /** The session has ended: go to the sign-in page now. The server then closes the connection. */
  signed_out: () => void;
  /** The person's access has changed: refetch everything. The server closes the connection after it. */
  access_changed: () => void;
  /** This node is stopping: reconnect after a random delay of at most `withinMs`. */
  draining: (at: { withinMs: number }) => void;
};
export type StaffClientEvents = {
  subscribe: (input: z.input<typeof Subscription>, ack: Ack<{ viewers: ViewerView[] }>) => void;
  composing: (input: z.infer<typeof Composing>) => void;
  presence: (input: z.infer<typeof SetPresence>, ack: Ack<null>) => void;
  /** The presence of everybody this screen may see; absent people are offline. */
  presence_list: (ack: Ack<PresenceView[]>) => void;
};

/* The widget namespace "/widget": its types contain only data that customers may see. */

export type PublicAttachment = { id: Id; name: string; mime: string; bytes: number; url: string };
/** `publicSeq` is dense over what the customer may see, so that a hidden note does not show as a gap. */
export type PublicMessage = {
  id: Id;
  publicSeq: number;
  from: "customer" | "staff";
  /** First name of the person who wrote it, or null. */
  author: string | null;
  body: string;
  attachments: PublicAttachment[];
  clientMessageId: string | null;
  at: IsoTime;
};
export type PublicThread = { conversationId: Id; messages: PublicMessage[]; lastPublicSeq: number };
/** The contact at which the visitor can be reached later, validated and formatted. */
export type PublicContact = { kind: "phone" | "email"; label: string };
export type WidgetHello = {
  place: string;
  /** The place is open, and one of its people is available. */
  staffed: boolean;
  /** The place takes calls from the chat; while it is staffed, one can be started. */
  takesCalls: boolean;
  hours: OpenState;
  greeting: string;
  threads: PublicThread[];
  contact: PublicContact | null;
  /** The place can send texts, so a visitor may leave a phone number. */
  canText: boolean;
  /** The call of ours that rings now, or null. */
  ring: StartedWebCall | null;
};

export type WidgetServerEvents = {
  messages: (push: { conversationId: Id; messages: PublicMessage[] }) => void;
  staff_composing: (at: { conversationId: Id }) => void;
  /** The place opened or closed, its hours or whether it takes calls changed, or its people came or went. */
  staffed: (at: { staffed: boolean; hours: OpenState; takesCalls: boolean }) => void;
  /** A call of ours begins to ring; null: it no longer does. */
  ring: (ring: StartedWebCall | null) => void;
  /** The store or team has a new name. */
  place: (at: { name: string }) => void;
};
export type WidgetClientEvents = {
  hello: (ack: Ack<WidgetHello>) => void;
  since: (input: { conversationId: Id; afterPublicSeq: number }, ack: Ack<PublicThread>) => void;
  composing: (input: { conversationId: Id }) => void;
  /** The customer's screen has shown everything up to here. */
  seen: (input: { conversationId: Id; publicSeq: number }) => void;
};
export const WidgetSince = z.strictObject({ conversationId: Id, afterPublicSeq: Seq });
export const WidgetComposing = z.strictObject({ conversationId: Id });
export const WidgetSeen = z.strictObject({ conversationId: Id, publicSeq: Seq });

/* HTTP endpoints of the widget: POST /api/widget/session and POST /api/widget/messages (Bearer visitor token). */

export const WidgetSessionInput = z.strictObject({
  /** The endpoint's address (the site's public widget key). */
  key: z.string().min(1).max(80),
  /** The visitor token of an earlier visit. */
  token: z.string().max(2000).nullish(),
  /** A JWT signed by the retailer's site (HS256, endpoint's secret): sub, email?, phone?, name?. */
  identity: z.string().max(4000).nullish(),
});
export type WidgetSession = { token: string; visitorId: Id; place: string };
export const WidgetMessageInput = z.strictObject({
  clientMessageId: Id,
  text: z.string().max(4000).default(""),
  attachmentIds: z.array(Id).max(5).default([]),
  name: z.string().trim().max(80).nullish(),
  /** A phone number or e-mail address for replies when nobody is online; kept as an unverified identity. */
  contact: z.string().trim().max(200).nullish(),
});
/** POST /api/widget/contact (Bearer visitor token): validates a contact, and stores it once the visitor has written. */
export const WidgetContactInput = z.strictObject({
  /** Null removes it. */
  contact: z.string().trim().min(1).max(200).nullable(),
});
export type WidgetContact = { contact: PublicContact | null };
