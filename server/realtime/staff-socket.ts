import { z } from "zod";
import { DomainError } from "@/server/contract/errors";
import type { LoggedEvent } from "@/server/contract/events";
import type { Id } from "@/server/contract/ids";
import { Composing, SetPresence, Subscription } from "@/server/contract/sockets";
import type { PersonActor } from "@/server/contract/team";
import { canSeeBoard } from "@/server/domain/team/policy";
import { isOfCalls } from "./call-presence";
import { guard } from "./guard-sockets";
import type { Presence } from "./presence";
import { readerOf } from "./presence-push";
import { NO_SUBSCRIPTION, rooms, type StaffSocket } from "./staff";
import type { Viewers } from "./viewers";

/** The event name in an earlier version, whose screens stay open through an upgrade. */
const FORMER_SUBSCRIBE = "watch";

export type StaffPorts = {
  presence: Presence;
  viewers: Viewers;
  /** @throws DomainError "not_found" for a conversation this person may not see */
  load(actor: PersonActor, conversationId: Id): Promise<{ id: Id; customerId: Id }>;
  /** Shows the conversation's web chat that staff are writing a reply. Never called for notes. */
  staffComposing(conversationId: Id): void;
  /** Whoever chooses what they do now has finished wrapping up. */
  statusChosen(actor: PersonActor): Promise<void>;
};

/** Handles the messages of a staff client: subscriptions, composing, presence. Access is always checked here. */
export function serveStaff(socket: StaffSocket, ports: StaffPorts): void {
  const { presence, viewers } = ports;
  const { id: userId, scope, memberOf = [] } = socket.data.actor;
  let latest = 0;
  presence.connected(socket.id, { userId, scope, memberOf });
  socket.on("disconnect", () => {
    viewers.show(socket.id, socket.data.actor, null);
    presence.disconnected(socket.id, userId, socket.data.isOver);
  });
  socket.use((packet, next) => {
    if (packet[0] === FORMER_SUBSCRIBE) packet[0] = "subscribe";
    next();
  });
  socket.on(
    "subscribe",
    guard("subscribe", Subscription, async (input) => {
      const mine = ++latest;
      await subscribe(socket, ports, input, () => mine === latest && socket.connected).finally(() =>
        viewers.show(socket.id, socket.data.actor, socket.connected ? socket.data.subscription.conversationId : null),
      );
      const at = socket.data.subscription.conversationId;
      return { viewers: at ? viewers.of(at) : [] };
    }),
  );
  socket.on(
    "composing",
    guard("composing", Composing, ({ conversationId, mode }) => {
      const isViewing = viewers.composing(socket.id, conversationId, mode);
      if (isViewing && mode === "reply") ports.staffComposing(conversationId);
    }),
  );
  socket.on(
    "presence",
    guard("presence", SetPresence, async ({ status, again }) => {
      if (again) {
        if (!isOfCalls(presence.of(userId)?.status)) presence.set(userId, status);
        return null;
      }
      presence.set(userId, status);
      await ports.statusChosen(socket.data.actor);
      return null;
    }),
  );
  socket.on("presence_list", (ack) =>
    guard("presence_list", z.undefined(), () => presence.list(readerOf(socket)))(undefined, ack),
  );
}

/** @throws DomainError "not_found" for a conversation, "forbidden" for a board this person may not see; what they may see stays subscribed */
async function subscribe(
  socket: StaffSocket,
  { load }: StaffPorts,
  input: Subscription,
  isCurrent: () => boolean,
): Promise<void> {
  const { actor } = socket.data;
  const mayBoard = canSeeBoard(actor);
  const { conversationId, customerId } = socket.data.subscription;
  // A subscription to the same conversation stays active while access is checked again.
  const isSame = conversationId !== null && conversationId === input.conversationId;
  if (!isSame) unsubscribe(socket);
  socket.data.subscription = {
    ...NO_SUBSCRIPTION,
    ...(isSame ? { conversationId, customerId } : {}),
    skuIds: new Set(input.skuIds),
    board: input.board && mayBoard,
    allPresence: input.allPresence,
  };
  if (input.conversationId) {
    const found = await load(actor, input.conversationId).catch((error) => {
      if (isCurrent()) leaveConversation(socket);
      throw error;
    });
    if (!isCurrent()) return;
    socket.data.subscription = { ...socket.data.subscription, conversationId: found.id, customerId: found.customerId };
    await socket.join(rooms.conversation(found.id));
  }
  if (input.board && !mayBoard) throw new DomainError("forbidden");
}

/** Conversations that are with another customer now: what is subscribed to follows, before anything about the new one is pushed. */
export function followChosen(sockets: Iterable<StaffSocket>, batch: readonly LoggedEvent[]): void {
  for (const { type, payload } of batch) {
    if (type !== "customer.merged" || !payload.chosen) continue;
    const { conversationId, customerId } = payload.chosen;
    for (const { data } of sockets)
      if (data.subscription.conversationId === conversationId) data.subscription = { ...data.subscription, customerId };
  }
}

/** Drops a socket's subscription, for instance because it lost access. */
export function unsubscribe(socket: StaffSocket): void {
  leaveConversation(socket);
  socket.data.subscription = NO_SUBSCRIPTION;
}

/** Drops the conversation from a socket's subscription; what else is on the screen stays subscribed. */
export function leaveConversation(socket: StaffSocket): void {
  const { conversationId } = socket.data.subscription;
  if (conversationId) void socket.leave(rooms.conversation(conversationId));
  socket.data.subscription = { ...socket.data.subscription, conversationId: null, customerId: null };
}
