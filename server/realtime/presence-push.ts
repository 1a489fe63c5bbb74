import type { Id } from "@/server/contract/ids";
import type { PresenceView, Scope } from "@/server/contract/team";
import { currentMs, systemClock } from "@/server/lib/clock";
import { type Presence, presenceFilter, type Reader, viewOf } from "./presence";
import type { StaffSocket } from "./staff";

const EVERY_MS = 500;

export type PresencePushPorts = {
  presence: Pick<Presence, "of">;
  sockets(): Iterable<StaffSocket>;
  send(socketIds: string[], changed: PresenceView[]): void;
};

/**
 * Pushes changed presence to screens: a single change at once, many changes at most twice a second, in one message per screen.
 * The message for a scope is built and encoded once for all its screens.
 */
export class PresencePush {
  private readonly changed = new Map<Id, Scope[]>();
  private timer: NodeJS.Timeout | null = null;
  private pushedAt = 0;

  constructor(private readonly ports: PresencePushPorts) {}

  add(userId: Id, scopes: Scope[]): void {
    this.changed.set(userId, [...(this.changed.get(userId) ?? []), ...scopes]);
    this.timer ??= setTimeout(() => this.push(), Math.max(0, this.pushedAt + EVERY_MS - currentMs()));
  }

  stop(): void {
    if (this.timer) clearTimeout(this.timer);
  }

  private push(): void {
    this.timer = null;
    this.pushedAt = currentMs();
    const changes = [...this.changed].map(([userId, scopes]) => ({ scopes, view: this.viewNow(userId) }));
    this.changed.clear();
    const groups = new Map<string, { reader: Reader; socketIds: string[] }>();
    for (const socket of this.ports.sockets()) {
      const reader = readerOf(socket);
      const key = keyOf(reader);
      const group = groups.get(key) ?? { reader, socketIds: [] };
      group.socketIds.push(socket.id);
      groups.set(key, group);
    }
    for (const { reader, socketIds } of groups.values()) {
      const isVisible = presenceFilter(reader);
      const views = changes.filter(({ scopes, view }) => isVisible(view.userId, scopes)).map(({ view }) => view);
      if (views.length > 0) this.ports.send(socketIds, views);
    }
  }

  private viewNow(userId: Id): PresenceView {
    const person = this.ports.presence.of(userId);
    return person ? viewOf(person) : { userId, status: "offline", since: systemClock().toISOString() };
  }
}

/** Whose presence this screen may see. */
export const readerOf = ({ data: { actor, subscription } }: StaffSocket): Reader => ({
  userId: actor.id,
  scope: actor.scope,
  allPresence: subscription.allPresence,
});

/** Readers with the same key receive the same. People without a place see only themselves and those who work everywhere. */
function keyOf({ userId, scope, allPresence }: Reader): string {
  if (allPresence || scope.all) return "everybody";
  return scope.placeIds.length > 0 ? scope.placeIds.join() : userId;
}
