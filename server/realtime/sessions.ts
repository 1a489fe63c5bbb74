import { LRUCache } from "lru-cache";
import { forgetPeople, forgetSession } from "@/server/auth/viewer";
import type { LoggedEvent } from "@/server/contract/events";
import type { Id } from "@/server/contract/ids";
import type { PersonActor } from "@/server/contract/team";
import { log } from "@/server/lib/log";
import { seesPersonalData } from "../domain/team/policy";
import type { StaffSocket } from "./staff";
import { unsubscribe } from "./staff-socket";

export type SessionsPorts = {
  /** Authenticates a handshake's cookie; null without a session. @throws when the database cannot be read */
  ofCookie(cookie: string | undefined): Promise<PersonActor | null>;
  /** The people of these sessions, read now and in one statement; an ended session is absent. */
  ofSessions(sids: readonly Id[]): Promise<ReadonlyMap<Id, PersonActor>>;
  sockets(): Iterable<StaffSocket>;
  /** A person was reread: their name, scope or places may have changed. */
  renewed(actor: PersonActor): void;
};

/** A round of renewal takes half a minute, in this many parts. */
export const RENEWAL_PARTS = 10;
export const RENEWAL_PART_MS = 3000;
const AT_ONCE = 500;

/**
 * Ends sockets whose session is over and keeps their people current: at once by events of the log, and in parts over half a
 * minute, because sessions also expire and a lost event must not keep anybody signed in.
 */
export class Sessions {
  /** Orders reads and events, so that an older read never overwrites a newer read or event. */
  private clock = 0;
  private readonly eventAt = new LRUCache<Id, number>({ max: 5000 });
  private readonly due = new Set<number>();
  private nextPart = 0;
  private isRenewing = false;

  constructor(private readonly ports: SessionsPorts) {}

  /** @returns the person who opens this socket and when they were read; null without a valid session */
  async admit(cookie: string | undefined): Promise<{ actor: PersonActor; asOf: number } | null> {
    const asOf = ++this.clock;
    const actor = await this.ports.ofCookie(cookie);
    return actor && { actor, asOf };
  }

  /** Rechecks a socket for events that arrived during its handshake. */
  async joined(socket: StaffSocket): Promise<void> {
    const { actor, asOf } = socket.data;
    const eventAt = Math.max(this.eventAt.get(actor.sid) ?? 0, this.eventAt.get(actor.id) ?? 0);
    if (eventAt > asOf) await this.renew([socket]);
  }

  /** Applies the log's events about sessions and people, before anything else of the batch is sent. */
  async apply(batch: readonly LoggedEvent[]): Promise<void> {
    const ended = new Set<Id>();
    const changed = new Set<Id>();
    for (const event of batch) {
      if (event.type === "session.ended") ended.add(event.payload.sid);
      else if (event.type === "person.changed") changed.add(event.payload.userId);
    }
    if (ended.size + changed.size === 0) return;
    for (const sid of ended) forgetSession(sid);
    if (changed.size > 0) forgetPeople();
    for (const id of [...ended, ...changed]) this.eventAt.set(id, ++this.clock);
    const sockets = [...this.ports.sockets()];
    for (const socket of sockets) if (ended.has(socket.data.actor.sid)) end(socket);
    await this.renew(sockets.filter(({ data }) => changed.has(data.actor.id) && !ended.has(data.actor.sid)));
  }

  /** Renews the next part of all sessions: one statement for up to 500 of them, and never two at once. */
  async renewNextPart(): Promise<void> {
    this.due.add(this.nextPart);
    this.nextPart = (this.nextPart + 1) % RENEWAL_PARTS;
    if (this.isRenewing) return;
    this.isRenewing = true;
    for (const part of this.due) {
      this.due.delete(part);
      const sockets = [...this.ports.sockets()].filter(({ data }) => partOf(data.actor.sid) === part);
      await this.renew(sockets).catch((error: Error) =>
        log.warn({ name: error?.name }, "sessions could not be renewed"),
      );
    }
    this.isRenewing = false;
  }

  private async renew(sockets: readonly StaffSocket[]): Promise<void> {
    const sids = [...new Set(sockets.map(({ data }) => data.actor.sid))];
    for (let from = 0; from < sids.length; from += AT_ONCE) {
      const some = new Set(sids.slice(from, from + AT_ONCE));
      const asOf = ++this.clock;
      const actors = await this.ports.ofSessions([...some]);
      for (const socket of sockets) {
        const { sid } = socket.data.actor;
        if (some.has(sid) && asOf > socket.data.asOf) this.update(socket, actors.get(sid) ?? null, asOf);
      }
    }
  }

  /** Disconnects a person whose access changed, so that they reconnect: their subscriptions were authorized under the old scope. */
  private update(socket: StaffSocket, actor: PersonActor | null, asOf: number): void {
    if (!actor) {
      end(socket);
      return;
    }
    const before = socket.data.actor;
    Object.assign(socket.data, { actor, asOf, isMasked: !seesPersonalData(actor) });
    this.ports.renewed(actor);
    if (rights(before) === rights(actor)) return;
    unsubscribe(socket);
    socket.emit("access_changed");
    socket.conn.close();
  }
}

/** Notifies the screen before the connection closes, so that it goes to the sign-in page without reconnecting. */
function end(socket: StaffSocket): void {
  socket.data.isOver = true;
  socket.emit("signed_out");
  socket.disconnect(true);
}

/** Session ids are UUIDs, whose last digits are random. */
const partOf = (sid: Id): number => Number.parseInt(sid.slice(-6), 16) % RENEWAL_PARTS;

const rights = ({ role, scope, memberOf = [] }: PersonActor): string =>
  JSON.stringify([role, scope.all, [...scope.placeIds].sort(), [...memberOf].sort()]);
