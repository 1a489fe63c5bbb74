import type { Id } from "@/server/contract/ids";
import type { PresenceStatus, PresenceView, Scope } from "@/server/contract/team";

/**
 * A connected person, as nodes exchange it: status, the scope that decides who may see it, and the places where they answer
 * customers.
 */
export type PersonHere = PresenceView & {
  scope: Scope;
  /** The stores and teams they are a member of. Global scope and regions decide what they may read, not where they work. */
  memberOf: Id[];
};
export type Connecting = Pick<PersonHere, "userId" | "scope" | "memberOf">;

/** The reader of presence: the fields that decide whose presence a screen may see. */
export type Reader = { userId: Id; scope: Scope; allPresence: boolean };

export type PresencePorts = {
  now(): number;
  /** This person's visible presence changed; `scopes`: those they had before and have now. */
  changed(userId: Id, scopes: Scope[]): void;
};

/** `person` is replaced and never mutated, so a reference to it stays as it was. */
type Local = { person: PersonHere; sockets: Set<string>; goneAt: number | null };

const GRACE_MS = 5000;
/** States that a call begins and ends by itself count; those that a person chooses mean that they are not there. */
const AT_WORK: readonly PresenceStatus[] = ["available", "on_call", "wrap_up"];

/**
 * The status of each person, in memory only. A person without a socket is offline after a short grace period. The latest status
 * of a person counts, on whichever node they set it.
 */
export class Presence {
  private readonly people = new Map<Id, Local>();
  private readonly remote = new Map<string, Map<Id, PersonHere>>();
  /** People whose changes other nodes have not received. */
  private readonly unsent = new Set<Id>();
  private atWork: ReadonlyMap<Id, readonly PersonHere[]> | null = null;

  constructor(private readonly ports: PresencePorts) {}

  /** @returns the person's status; null when they are offline */
  of(userId: Id): PersonHere | null {
    let latest = this.people.get(userId)?.person ?? null;
    for (const people of this.remote.values()) {
      const view = people.get(userId);
      if (view && (!latest || view.since > latest.since)) latest = view;
    }
    return latest;
  }

  /** Every connected person this reader may see. */
  list(reader: Reader): PresenceView[] {
    const ids = new Set([...this.people.keys(), ...[...this.remote.values()].flatMap((people) => [...people.keys()])]);
    const isVisible = presenceFilter(reader);
    return [...ids].flatMap((userId) => {
      const person = this.of(userId);
      return person && isVisible(userId, [person.scope]) ? [viewOf(person)] : [];
    });
  }

  /** Whether a member of this place is available, or will be after the call that they are on. */
  isStaffed(placeId: Id): boolean {
    return this.atWorkAt(placeId).length > 0;
  }

  /** The members of this place who are available. */
  availableAt(placeId: Id): readonly Id[] {
    return this.atWorkAt(placeId).flatMap(({ userId, status }) => (status === "available" ? userId : []));
  }

  isAvailable(userId: Id): boolean {
    return this.of(userId)?.status === "available";
  }

  private atWorkAt(placeId: Id): readonly PersonHere[] {
    this.atWork ??= this.findAtWork();
    return this.atWork.get(placeId) ?? [];
  }

  private findAtWork(): ReadonlyMap<Id, readonly PersonHere[]> {
    const ids = new Set([...this.people.keys(), ...[...this.remote.values()].flatMap((people) => [...people.keys()])]);
    const found = new Map<Id, PersonHere[]>();
    for (const id of ids) {
      const person = this.of(id);
      if (!person || !AT_WORK.includes(person.status)) continue;
      for (const placeId of person.memberOf) found.set(placeId, [...(found.get(placeId) ?? []), person]);
    }
    return found;
  }

  connected(socketId: string, { userId, scope, memberOf }: Connecting): void {
    const known = this.people.get(userId);
    if (known) {
      known.sockets.add(socketId);
      known.goneAt = null;
      this.moved({ userId, scope, memberOf });
      return;
    }
    this.change(userId, () => {
      const { status, since } = this.of(userId) ?? { status: "available", since: this.now() };
      const person: PersonHere = { userId, status, since, scope, memberOf };
      this.people.set(userId, { person, sockets: new Set([socketId]), goneAt: null });
    });
  }

  /** An administrator changed their places. */
  moved({ userId, scope, memberOf }: Connecting): void {
    const local = this.people.get(userId);
    if (local) this.change(userId, () => Object.assign(local, { person: { ...local.person, scope, memberOf } }));
  }

  /** @param isOver their session ended, so there is no grace period */
  disconnected(socketId: string, userId: Id, isOver = false): void {
    const local = this.people.get(userId);
    if (!local?.sockets.delete(socketId) || local.sockets.size > 0) return;
    if (isOver) this.change(userId, () => this.people.delete(userId));
    else local.goneAt = this.ports.now();
  }

  set(userId: Id, status: PresenceStatus): void {
    if (this.of(userId)?.status !== status) this.change(userId, () => this.say(userId, status, this.now()));
  }

  /** Called a few times a second: people whose grace period has passed are offline. */
  tick(): void {
    const now = this.ports.now();
    for (const [userId, { goneAt }] of this.people)
      if (goneAt !== null && now - goneAt >= GRACE_MS) this.change(userId, () => this.people.delete(userId));
  }

  /** Everybody connected to this node. */
  local(): PersonHere[] {
    return [...this.people.values()].map(({ person }) => person);
  }

  /** Takes the changes of this node since the last call. */
  takeUnsent(): { people: PersonHere[]; gone: Id[] } {
    const ids = [...this.unsent];
    this.unsent.clear();
    return {
      people: ids.flatMap((userId) => this.people.get(userId)?.person ?? []),
      gone: ids.filter((userId) => !this.people.has(userId)),
    };
  }

  hasUnsent(): boolean {
    return this.unsent.size > 0;
  }

  /** Another node's people changed. */
  receive(node: string, { people, gone }: { people: PersonHere[]; gone: Id[] }): void {
    const theirs = this.remote.get(node) ?? new Map<Id, PersonHere>();
    this.remote.set(node, theirs);
    for (const person of people) {
      this.change(person.userId, () => {
        theirs.set(person.userId, person);
        // A status set on another node stays valid here when that node is gone.
        const here = this.people.get(person.userId)?.person;
        if (here && person.since > here.since) this.say(person.userId, person.status, person.since);
      });
    }
    for (const userId of gone) this.change(userId, () => theirs.delete(userId));
  }

  /** Replaces all people of another node. */
  replaced(node: string, people: PersonHere[]): void {
    const still = new Set(people.map(({ userId }) => userId));
    const gone = [...(this.remote.get(node)?.keys() ?? [])].filter((userId) => !still.has(userId));
    this.receive(node, { people, gone });
  }

  forgotten(node: string): void {
    this.replaced(node, []);
    this.remote.delete(node);
  }

  private say(userId: Id, status: PresenceStatus, since: string): void {
    const local = this.people.get(userId);
    if (local) local.person = { ...local.person, status, since };
  }

  private now(): string {
    return new Date(this.ports.now()).toISOString();
  }

  /** Applies a change of one person and publishes the difference. */
  private change(userId: Id, apply: () => void): void {
    const here = this.people.get(userId)?.person ?? null;
    const before = this.of(userId);
    apply();
    const after = this.of(userId);
    if (!isSame(here, this.people.get(userId)?.person ?? null)) this.unsent.add(userId);
    if (isSame(before, after)) return;
    this.atWork = null;
    this.ports.changed(
      userId,
      [before, after].flatMap((person) => person?.scope ?? []),
    );
  }
}

/** A person's presence as screens receive it. */
export const viewOf = ({ userId, status, since }: PersonHere): PresenceView => ({ userId, status, since });

/**
 * Whether a reader may see somebody with one of these scopes: people who share a place with them, people who may work at
 * every place, and themselves. The rule of the board's people (`domain/conversations/workload/board.ts`).
 */
export function presenceFilter({
  userId: me,
  scope,
  allPresence,
}: Reader): (userId: Id, scopes: readonly Scope[]) => boolean {
  if (allPresence || scope.all) return () => true;
  const places = new Set(scope.placeIds);
  return (userId, scopes) =>
    userId === me || scopes.some(({ all, placeIds }) => all || placeIds.some((id) => places.has(id)));
}

const isSame = (a: PersonHere | null, b: PersonHere | null): boolean =>
  a === b ||
  (a !== null &&
    b !== null &&
    a.status === b.status &&
    a.since === b.since &&
    a.scope.all === b.scope.all &&
    sameIds(a.scope.placeIds, b.scope.placeIds) &&
    sameIds(a.memberOf, b.memberOf));
const sameIds = (a: readonly Id[], b: readonly Id[]): boolean =>
  a === b || (a.length === b.length && a.every((id, at) => id === b[at]));
