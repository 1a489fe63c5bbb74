import type { Id } from "@/server/contract/ids";
import type { PresenceStatus, PresenceView, ViewerView } from "@/server/contract/team";

/** What one node knows of the people connected to it; sent whole, so that a lost message heals with the next. */
export type PeerState = {
  node: string;
  presence: PresenceView[];
  viewers: [Id, ViewerView[]][];
  /** Places where somebody is available there; "*" stands for every place. */
  staffed: (Id | "*")[];
};

export type PresencePorts = {
  node: string;
  now(): number;
  /** Where these people, connected here, can answer. */
  placesOf(userIds: ReadonlySet<Id>): (Id | "*")[];
  presenceChanged(changed: PresenceView[]): void;
  viewersChanged(conversationId: Id, viewers: ViewerView[]): void;
  /** Something here changed, or it is time to be heard again. */
  tellPeers(state: PeerState): void;
};

type Local = { sockets: Set<string>; status: PresenceStatus; since: number; goneAt: number | null };
type Viewer = {
  userId: Id;
  name: string;
  conversationId: Id;
  composing: "reply" | "note" | null;
  composingUntil: number;
};

const GRACE_MS = 5000;
const COMPOSING_MS = 6000;
const PEER_EVERY_MS = 10_000;
const PEER_GONE_MS = 30_000;

/**
 * Who is here, what they can do, what they look at and what they are writing. Lives in memory only and expires: a person
 * without a socket is offline after a short grace, whoever stops typing stops composing, a silent node is forgotten.
 */
export class Presence {
  private readonly people = new Map<Id, Local>();
  private readonly viewing = new Map<string, Viewer>();
  private readonly peers = new Map<string, { at: number; state: PeerState }>();
  private toldPeersAt = 0;
  private isDirty = false;

  constructor(private readonly ports: PresencePorts) {}

  private localViews(): PresenceView[] {
    return [...this.people].map(([userId, { status, since }]) => ({
      userId,
      status,
      since: new Date(since).toISOString(),
    }));
  }

  /** The latest word about each person, wherever they are connected. */
  private all(): Map<Id, PresenceView> {
    const views = new Map<Id, PresenceView>();
    for (const view of [...[...this.peers.values()].flatMap((peer) => peer.state.presence), ...this.localViews()]) {
      const known = views.get(view.userId);
      if (!known || known.since <= view.since) views.set(view.userId, view);
    }
    return views;
  }

  viewersOf(conversationId: Id): ViewerView[] {
    const views = new Map<Id, ViewerView>();
    const remote = [...this.peers.values()].flatMap(
      (peer) => peer.state.viewers.find(([id]) => id === conversationId)?.[1] ?? [],
    );
    const local = [...this.viewing.values()].filter((viewer) => viewer.conversationId === conversationId);
    for (const { userId, name, composing } of [...remote, ...local]) {
      views.set(userId, { userId, name, composing: composing ?? views.get(userId)?.composing ?? null });
    }
    return [...views.values()];
  }

  private changed(userId: Id): void {
    this.isDirty = true;
    const view = this.all().get(userId) ?? {
      userId,
      status: "offline" as const,
      since: new Date(this.ports.now()).toISOString(),
    };
    this.ports.presenceChanged([view]);
  }
  private viewersChanged(conversationId: Id): void {
    this.isDirty = true;
    this.ports.viewersChanged(conversationId, this.viewersOf(conversationId));
  }

  list(): PresenceView[] {
    return [...this.all().values()];
  }

  /** Whether somebody is available who works at this place. */
  isStaffed(placeId: Id): boolean {
    const places = [...this.localStaffed(), ...[...this.peers.values()].flatMap((peer) => peer.state.staffed)];
    return places.some((place) => place === "*" || place === placeId);
  }

  private localStaffed(): (Id | "*")[] {
    const here = [...this.people].filter(([, person]) => person.status === "available" && person.goneAt === null);
    return this.ports.placesOf(new Set(here.map(([userId]) => userId)));
  }

  connected(socketId: string, userId: Id): void {
    const person = this.people.get(userId);
    if (person) {
      person.sockets.add(socketId);
      person.goneAt = null;
      return;
    }
    const elsewhere = this.all().get(userId);
    const since = elsewhere ? Date.parse(elsewhere.since) : this.ports.now();
    this.people.set(userId, {
      sockets: new Set([socketId]),
      status: elsewhere?.status ?? "available",
      since,
      goneAt: null,
    });
    if (!elsewhere) this.changed(userId);
  }

  disconnected(socketId: string, userId: Id): void {
    this.watch(socketId, userId, "", null);
    const person = this.people.get(userId);
    person?.sockets.delete(socketId);
    if (person && person.sockets.size === 0) person.goneAt = this.ports.now();
  }

  set(userId: Id, status: PresenceStatus): void {
    const person = this.people.get(userId);
    if (!person || person.status === status) return;
    person.status = status;
    person.since = this.ports.now();
    this.changed(userId);
  }

  watch(socketId: string, userId: Id, name: string, conversationId: Id | null): void {
    const before = this.viewing.get(socketId);
    if (before?.conversationId === conversationId) return;
    this.viewing.delete(socketId);
    if (conversationId)
      this.viewing.set(socketId, { userId, name, conversationId, composing: null, composingUntil: 0 });
    if (before) this.viewersChanged(before.conversationId);
    if (conversationId) this.viewersChanged(conversationId);
  }

  /** @returns false when this socket does not look at that conversation */
  composing(socketId: string, conversationId: Id, mode: "reply" | "note" | null): boolean {
    const viewer = this.viewing.get(socketId);
    if (viewer?.conversationId !== conversationId) return false;
    viewer.composingUntil = this.ports.now() + COMPOSING_MS;
    if (viewer.composing === mode) return true;
    viewer.composing = mode;
    this.viewersChanged(conversationId);
    return true;
  }

  heard(state: PeerState): void {
    if (state.node === this.ports.node) return;
    const before = this.all();
    const had = this.peers.get(state.node)?.state.viewers ?? [];
    this.peers.set(state.node, { at: this.ports.now(), state });
    this.tellDifference(before);
    const seen = new Map(had.map(([id, viewers]) => [id, JSON.stringify(viewers)]));
    for (const [id, viewers] of state.viewers)
      if (seen.get(id) !== JSON.stringify(viewers)) this.ports.viewersChanged(id, this.viewersOf(id));
    const still = new Set(state.viewers.map(([id]) => id));
    for (const [id] of had) if (!still.has(id)) this.ports.viewersChanged(id, this.viewersOf(id));
  }

  private tellDifference(before: Map<Id, PresenceView>): void {
    const after = this.all();
    const offline = [...before.keys()].filter((id) => !after.has(id));
    const now = new Date(this.ports.now()).toISOString();
    const differing = [...after.values()].filter((view) => {
      const was = before.get(view.userId);
      return was?.status !== view.status || was.since !== view.since;
    });
    const gone = offline.map((userId) => ({ userId, status: "offline" as const, since: now }));
    if (differing.length + gone.length > 0) this.ports.presenceChanged([...differing, ...gone]);
  }

  /** Called a few times a second: lets expire what is over and tells the other nodes. */
  tick(): void {
    const now = this.ports.now();
    for (const viewer of this.viewing.values()) {
      if (viewer.composing === null || viewer.composingUntil > now) continue;
      viewer.composing = null;
      this.viewersChanged(viewer.conversationId);
    }
    for (const [userId, person] of this.people) {
      if (person.goneAt === null || now - person.goneAt < GRACE_MS) continue;
      this.people.delete(userId);
      this.changed(userId);
    }
    for (const [node, peer] of this.peers) {
      if (now - peer.at < PEER_GONE_MS) continue;
      const before = this.all();
      this.peers.delete(node);
      this.tellDifference(before);
    }
    if (!this.isDirty && now - this.toldPeersAt < PEER_EVERY_MS) return;
    this.isDirty = false;
    this.toldPeersAt = now;
    const watched = new Set([...this.viewing.values()].map((viewer) => viewer.conversationId));
    const local = (id: Id) => [...this.viewing.values()].filter((viewer) => viewer.conversationId === id);
    this.ports.tellPeers({
      node: this.ports.node,
      presence: this.localViews(),
      staffed: this.localStaffed(),
      viewers: [...watched].map((id) => [
        id,
        local(id).map(({ userId, name, composing }) => ({ userId, name, composing })),
      ]),
    });
  }
}
