import { z } from "zod";
import { DomainError } from "@/server/contract/errors";
import type { Id } from "@/server/contract/ids";
import { Composing, SetPresence, Watch } from "@/server/contract/sockets";
import type { PersonActor } from "@/server/contract/team";
import { canSeeBoard } from "@/server/domain/team/policy";
import { guard } from "./guard-sockets";
import type { Presence } from "./presence";
import { readerOf } from "./presence-push";
import { NOTHING, rooms, type StaffSocket } from "./staff";
import type { Viewers } from "./viewers";

export type StaffPorts = {
  presence: Presence;
  viewers: Viewers;
  /** @throws DomainError "not_found" for a conversation this person may not see */
  load(actor: PersonActor, conversationId: Id): Promise<{ id: Id; customerId: Id }>;
  /** The people behind the conversation's web chat may know that somebody answers; never what kind of note they take. */
  staffComposing(conversationId: Id): void;
};

/** The messages of a staff client: subscriptions, composing, availability. Everything is checked here again. */
export function serveStaff(socket: StaffSocket, ports: StaffPorts): void {
  const { presence, viewers } = ports;
  const { id: userId, scope, memberOf = [] } = socket.data.actor;
  let asked = 0;
  presence.connected(socket.id, { userId, scope, memberOf });
  socket.on("disconnect", () => {
    viewers.watch(socket.id, socket.data.actor, null);
    presence.disconnected(socket.id, userId, socket.data.isOver);
  });
  socket.on(
    "watch",
    guard("watch", Watch, async (input) => {
      const mine = ++asked;
      await watch(socket, ports, input, () => mine === asked && socket.connected).finally(() =>
        viewers.watch(socket.id, socket.data.actor, socket.connected ? socket.data.watch.conversationId : null),
      );
      const at = socket.data.watch.conversationId;
      return { viewers: at ? viewers.of(at) : [] };
    }),
  );
  socket.on(
    "composing",
    guard("composing", Composing, ({ conversationId, mode }) => {
      const isWatching = viewers.composing(socket.id, conversationId, mode);
      if (isWatching && mode === "reply") ports.staffComposing(conversationId);
    }),
  );
  socket.on(
    "presence",
    guard("presence", SetPresence, ({ status }) => {
      presence.set(userId, status);
      return null;
    }),
  );
  socket.on("presence_list", (ack) =>
    guard("presence_list", z.undefined(), () => presence.list(readerOf(socket)))(undefined, ack),
  );
}

/** @throws DomainError "not_found" for a conversation, "forbidden" for a board this person may not see; what they may see stays watched */
async function watch(socket: StaffSocket, { load }: StaffPorts, input: Watch, isCurrent: () => boolean): Promise<void> {
  const { actor } = socket.data;
  const mayBoard = canSeeBoard(actor);
  const { conversationId, customerId } = socket.data.watch;
  // A subscription to the same conversation stays active while access is checked again.
  const isSame = conversationId !== null && conversationId === input.conversationId;
  if (!isSame) stopWatching(socket);
  socket.data.watch = {
    ...NOTHING,
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
    socket.data.watch = { ...socket.data.watch, conversationId: found.id, customerId: found.customerId };
    await socket.join(rooms.conversation(found.id));
  }
  if (input.board && !mayBoard) throw new DomainError("forbidden");
}

/** Drops a socket's subscription, for instance because it lost access. */
export function stopWatching(socket: StaffSocket): void {
  leaveConversation(socket);
  socket.data.watch = NOTHING;
}

function leaveConversation(socket: StaffSocket): void {
  const { conversationId } = socket.data.watch;
  if (conversationId) void socket.leave(rooms.conversation(conversationId));
  socket.data.watch = { ...socket.data.watch, conversationId: null, customerId: null };
}
