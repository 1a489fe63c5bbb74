import { forgetPeople, forgetSession, viewerFromCookie } from "@/server/auth/viewer";
import type { LoggedEvent } from "@/server/contract/events";
import type { PersonActor } from "@/server/contract/team";
import { seesPersonalData } from "@/server/domain/conversations/policy";
import type { StaffNamespace, StaffSocket } from "./staff";
import { stopWatching } from "./staff-socket";

export type ViewerOf = (cookie: string | undefined) => Promise<PersonActor | null>;

/** Ends sockets whose session ended and renews what is known of people who changed, before anything else of the batch is told. */
export async function applySessions(staff: StaffNamespace, batch: LoggedEvent[], viewerOf: ViewerOf): Promise<void> {
  for (const event of batch) {
    if (event.type === "session.ended") {
      forgetSession(event.payload.sid);
      for (const socket of staff.sockets.values())
        if (socket.data.actor.sid === event.payload.sid) socket.disconnect(true);
    } else if (event.type === "person.changed") {
      forgetPeople();
      const theirs = [...staff.sockets.values()].filter((socket) => socket.data.actor.id === event.payload.userId);
      await Promise.all(theirs.map((socket) => renew(socket, viewerOf)));
    }
  }
}

/**
 * Asks again who this socket's cookie belongs to. Whoever is nobody any more is disconnected; whoever may see other things
 * than before is cut off and comes back, for what the socket looks at was allowed to who they were.
 */
export async function renew(socket: StaffSocket, viewerOf: ViewerOf): Promise<void> {
  const actor = await viewerOf(socket.handshake.headers.cookie);
  if (!actor) return void socket.disconnect(true);
  const before = socket.data.actor;
  socket.data.actor = actor;
  socket.data.isMasked = !seesPersonalData(actor);
  if (rights(before) === rights(actor)) return;
  stopWatching(socket);
  socket.conn.close();
}

const rights = ({ role, scope }: PersonActor): string => JSON.stringify([role, scope.all, [...scope.placeIds].sort()]);

/** The default check of a handshake. */
export const byCookie: ViewerOf = (cookie) => viewerFromCookie(cookie);
