import type { Id } from "@/server/contract/ids";
import type { ViewerView } from "@/server/contract/team";

type Viewer = ViewerView & { conversationId: Id; composingUntil: number };
/** The viewers of a conversation on one node; an empty list when there are none. */
export type ViewersAt = [conversationId: Id, viewers: ViewerView[]];

export type ViewersPorts = {
  now(): number;
  changed(conversationId: Id, viewers: ViewerView[]): void;
};

const COMPOSING_MS = 6000;

/** The viewers of each conversation and what they are composing. Lives in memory only; composing ends when typing stops. */
export class Viewers {
  private readonly bySocket = new Map<string, Viewer>();
  private readonly socketsAt = new Map<Id, Set<string>>();
  private readonly composers = new Set<string>();
  private readonly remote = new Map<string, Map<Id, ViewerView[]>>();
  private readonly unsent = new Set<Id>();

  constructor(private readonly ports: ViewersPorts) {}

  of(conversationId: Id): ViewerView[] {
    const views = new Map<Id, ViewerView>();
    const remote = [...this.remote.values()].flatMap((at) => at.get(conversationId) ?? []);
    for (const { userId, name, composing } of [...remote, ...this.localAt(conversationId)])
      views.set(userId, { userId, name, composing: composing ?? views.get(userId)?.composing ?? null });
    return [...views.values()];
  }

  show(socketId: string, { id: userId, name }: { id: Id; name: string }, conversationId: Id | null): void {
    const before = this.bySocket.get(socketId);
    if ((before?.conversationId ?? null) === conversationId) return;
    if (before) this.remove(socketId, before.conversationId);
    if (conversationId) {
      this.bySocket.set(socketId, { userId, name, conversationId, composing: null, composingUntil: 0 });
      this.socketsAt.set(conversationId, (this.socketsAt.get(conversationId) ?? new Set()).add(socketId));
    }
    if (before) this.changed(before.conversationId);
    if (conversationId) this.changed(conversationId);
  }

  /** @returns false when this socket does not view that conversation */
  composing(socketId: string, conversationId: Id, mode: "reply" | "note" | null): boolean {
    const viewer = this.bySocket.get(socketId);
    if (viewer?.conversationId !== conversationId) return false;
    viewer.composingUntil = this.ports.now() + COMPOSING_MS;
    if (viewer.composing === mode) return true;
    viewer.composing = mode;
    if (mode) this.composers.add(socketId);
    this.changed(conversationId);
    return true;
  }

  /** A person's name changed. */
  renamed(userId: Id, name: string): void {
    for (const viewer of this.bySocket.values()) {
      if (viewer.userId !== userId || viewer.name === name) continue;
      viewer.name = name;
      this.changed(viewer.conversationId);
    }
  }

  /** Called a few times a second: people who have stopped typing stop composing. */
  tick(): void {
    for (const socketId of this.composers) {
      const viewer = this.bySocket.get(socketId);
      if (viewer?.composing && viewer.composingUntil > this.ports.now()) continue;
      this.composers.delete(socketId);
      if (!viewer?.composing) continue;
      viewer.composing = null;
      this.changed(viewer.conversationId);
    }
  }

  local(): ViewersAt[] {
    return [...this.socketsAt.keys()].map((id) => [id, this.localAt(id)]);
  }

  /** Takes the changes of this node since the last call. */
  takeUnsent(): ViewersAt[] {
    const ids = [...this.unsent];
    this.unsent.clear();
    return ids.map((id) => [id, this.localAt(id)]);
  }

  hasUnsent(): boolean {
    return this.unsent.size > 0;
  }

  /** Another node's viewers of these conversations changed. */
  receive(node: string, changes: readonly ViewersAt[]): void {
    const theirs = this.remote.get(node) ?? new Map<Id, ViewerView[]>();
    this.remote.set(node, theirs);
    for (const [id, viewers] of changes) {
      if (JSON.stringify(theirs.get(id) ?? []) === JSON.stringify(viewers)) continue;
      if (viewers.length > 0) theirs.set(id, viewers);
      else theirs.delete(id);
      this.ports.changed(id, this.of(id));
    }
  }

  /** Replaces all viewers of another node. */
  replaced(node: string, all: readonly ViewersAt[]): void {
    const still = new Set(all.map(([id]) => id));
    const gone = [...(this.remote.get(node)?.keys() ?? [])].filter((id) => !still.has(id));
    this.receive(node, [...all, ...gone.map((id): ViewersAt => [id, []])]);
  }

  forgotten(node: string): void {
    this.replaced(node, []);
    this.remote.delete(node);
  }

  private localAt(conversationId: Id): ViewerView[] {
    return [...(this.socketsAt.get(conversationId) ?? [])].flatMap((socketId) => {
      const viewer = this.bySocket.get(socketId);
      return viewer ? [{ userId: viewer.userId, name: viewer.name, composing: viewer.composing }] : [];
    });
  }

  private remove(socketId: string, conversationId: Id): void {
    this.bySocket.delete(socketId);
    this.composers.delete(socketId);
    const sockets = this.socketsAt.get(conversationId);
    sockets?.delete(socketId);
    if (sockets?.size === 0) this.socketsAt.delete(conversationId);
  }

  private changed(conversationId: Id): void {
    this.unsent.add(conversationId);
    this.ports.changed(conversationId, this.of(conversationId));
  }
}
