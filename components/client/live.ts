import { io, type Socket } from "socket.io-client";
import { currentMs } from "@/components/ui/clock";
import type { BoardDelta } from "@/server/contract/events";
import type { Id } from "@/server/contract/ids";
import type { StaffClientEvents, StaffServerEvents, Watch } from "@/server/contract/sockets";
import type { PresenceStatus, PresenceView, ViewerView } from "@/server/contract/team";
import { createStore } from "./store";
import { Sync, type SyncPorts, type SyncView } from "./sync";

export type LivePorts = Pick<SyncPorts, "head" | "since" | "apply" | "reset"> & {
  /** Everything on screen is asked again, without saying that anything was wrong. */
  reconcile(): void;
  /** The server has begun to push these: what was asked before may miss a change, and is asked once more. */
  pushed(what: NewlyWatched): void;
  /** The session is over: on to the sign-in page. */
  signedOut(): void;
  /** This person may see other things than before: what was fetched may not be theirs to see. */
  accessChanged(): void;
};

const NOTHING: Watch = { conversationId: null, skuIds: [], board: false, allPresence: false };
const COMPOSING_EVERY_MS = 2000;
const CUSTOMER_COMPOSING_MS = 6000;
/** When the server says that we ask too much. */
const AGAIN_MS = 1000;
const RECONCILE_MS = 15 * 60_000;

/** The workspace's only socket and what it tells: sync state, presence, viewers, composing, the board. Framework-free. */
export class Live {
  readonly syncState = createStore<SyncView>({ state: "connecting", lagMs: 0 });
  readonly presence = createStore<ReadonlyMap<Id, PresenceView>>(new Map());
  /** Whether `presence` holds everybody, so that whoever is absent is offline; otherwise it holds colleagues only. */
  readonly hasAllPresence = createStore(false);
  readonly viewers = createStore<ReadonlyMap<Id, ViewerView[]>>(new Map());
  readonly customerComposing = createStore<ReadonlySet<Id>>(new Set());
  private readonly boardListeners = new Set<(delta: BoardDelta) => void>();
  private readonly watches = new Map<symbol, Watch>();
  private readonly composingTimers = new Map<Id, ReturnType<typeof setTimeout>>();
  private readonly socket: Socket<StaffServerEvents, StaffClientEvents>;
  private readonly sync: Sync;
  private chosen: PresenceStatus | null = null;
  private watched = NOTHING;
  private watchesSent = 0;
  private lastComposing = { key: "", at: 0 };

  constructor(
    private readonly ports: LivePorts,
    cursor: string | null,
  ) {
    this.sync = new Sync(
      {
        ...ports,
        show: (view) => {
          const now = this.syncState.get();
          if (now.state !== view.state || now.lagMs !== view.lagMs) this.syncState.set(view);
        },
        now: currentMs,
        sleep: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
      },
      cursor,
    );
    this.socket = io({
      autoConnect: false,
      transports: ["websocket", "polling"],
      reconnectionDelay: 500,
      reconnectionDelayMax: 30_000,
      randomizationFactor: 1,
    });
    this.hearConnection();
    this.hearPushes();
  }

  /** Says what one component looks at; the server hears the union. @returns a function that stops looking */
  watch(watch: Watch): () => void {
    const key = Symbol("watch");
    this.watches.set(key, watch);
    queueMicrotask(() => this.sendWatch());
    return () => {
      this.watches.delete(key);
      queueMicrotask(() => this.sendWatch());
    };
  }

  /** Says that I am writing; at most once every 2 s, and at once when it stops or changes kind. */
  composing(conversationId: Id, mode: "reply" | "note" | null): void {
    const key = `${conversationId}:${mode}`;
    if (key === this.lastComposing.key && (mode === null || currentMs() - this.lastComposing.at < COMPOSING_EVERY_MS))
      return;
    this.lastComposing = { key, at: currentMs() };
    if (this.socket.connected) this.socket.emit("composing", { conversationId, mode });
  }

  setPresence(status: PresenceStatus): void {
    this.chosen = status;
    if (this.socket.connected) this.socket.emit("presence", { status }, () => {});
  }

  onBoard(heard: (delta: BoardDelta) => void): () => void {
    this.boardListeners.add(heard);
    return () => void this.boardListeners.delete(heard);
  }

  /** @returns a function that closes the socket and every timer */
  start(): () => void {
    const wake = () => {
      if (document.visibilityState === "hidden") return;
      if (this.socket.connected) this.sync.wake();
      else this.socket.connect();
    };
    let isOffline = false;
    const offline = () => {
      isOffline = true;
      this.socket.disconnect();
    };
    const ticking = setInterval(() => {
      if (this.sync.tick()) this.socket.disconnect().connect();
      if (!isOffline || !navigator.onLine) return;
      isOffline = false;
      this.socket.connect();
    }, 1000);
    const reconciling = setInterval(() => {
      this.sync.wake();
      this.ports.reconcile();
    }, RECONCILE_MS);
    document.addEventListener("visibilitychange", wake);
    window.addEventListener("online", wake);
    window.addEventListener("offline", offline);
    this.socket.connect();
    return () => {
      clearInterval(ticking);
      clearInterval(reconciling);
      document.removeEventListener("visibilitychange", wake);
      window.removeEventListener("online", wake);
      window.removeEventListener("offline", offline);
      this.socket.disconnect();
    };
  }

  private hearConnection(): void {
    const { socket, sync } = this;
    socket.on("connect", () => {
      void sync.connected();
      this.sendWatch();
      if (this.chosen) socket.emit("presence", { status: this.chosen }, () => {});
      this.fetchPresence();
    });
    socket.on("disconnect", (reason) => {
      sync.disconnected();
      this.watched = NOTHING;
      this.hasAllPresence.set(false);
      // The server ended it: perhaps the session is over, which the next handshake will say.
      if (reason === "io server disconnect") setTimeout(() => socket.connect(), 250 + Math.random() * 750);
    });
    socket.on("signed_out", () => this.ports.signedOut());
    socket.on("access_changed", () => this.ports.accessChanged());
    socket.on("connect_error", (error) => {
      sync.disconnected();
      if (error.message === "unauthenticated") this.ports.signedOut();
      else if (!socket.active) setTimeout(() => socket.connect(), 1000 + Math.random() * 4000);
    });
    socket.on("draining", ({ withinMs }) => {
      setTimeout(() => socket.disconnect().connect(), Math.random() * withinMs);
    });
  }

  private hearPushes(): void {
    const { socket, sync } = this;
    socket.on("frame", (frame) => sync.frame(frame));
    socket.on("beat", (beat) => sync.beat(beat));
    socket.on("presence", (changed) => {
      const views = changed.map((view) => [view.userId, view] as const);
      this.presence.set(new Map([...this.presence.get(), ...views]));
    });
    socket.on("viewers", ({ conversationId, viewers }) => this.setViewers(conversationId, viewers));
    socket.on("customer_composing", ({ conversationId }) => this.setCustomerComposing(conversationId, true));
    socket.on("board", (delta) => {
      for (const heard of this.boardListeners) heard(delta);
    });
  }

  private setViewers(conversationId: Id, viewers: ViewerView[]): void {
    this.viewers.set(new Map(this.viewers.get()).set(conversationId, viewers));
  }

  private sendWatch(): void {
    if (!this.socket.connected) return;
    const watch = mergeWatches([...this.watches.values()]);
    const mine = ++this.watchesSent;
    this.socket.emit("watch", watch, (answer) => {
      // An answer to what was overtaken says nothing about what is pushed now.
      if (mine !== this.watchesSent) return;
      if (!answer.ok && answer.error === "rate_limited") setTimeout(() => this.sendWatch(), AGAIN_MS);
      if (!answer.ok) return;
      if (watch.conversationId) this.setViewers(watch.conversationId, answer.data.viewers);
      this.ports.pushed(newlyWatched(this.watched, watch));
      if (watch.allPresence && !this.watched.allPresence) this.fetchPresence();
      this.watched = watch;
      if (!watch.allPresence) this.hasAllPresence.set(false);
    });
  }

  /** What is pushed are changes, so the whole is fetched on every connect and when more begins to be pushed. */
  private fetchPresence(): void {
    this.socket.emit("presence_list", (answer) => {
      if (!answer.ok && answer.error === "rate_limited")
        setTimeout(() => this.socket.connected && this.fetchPresence(), AGAIN_MS);
      if (!answer.ok) return;
      this.presence.set(new Map(answer.data.map((view) => [view.userId, view])));
      this.hasAllPresence.set(this.watched.allPresence);
    });
  }

  private setCustomerComposing(id: Id, isComposing: boolean): void {
    clearTimeout(this.composingTimers.get(id));
    const next = new Set(this.customerComposing.get());
    if (isComposing) {
      next.add(id);
      const timer = setTimeout(() => this.setCustomerComposing(id, false), CUSTOMER_COMPOSING_MS);
      this.composingTimers.set(id, timer);
    } else next.delete(id);
    this.customerComposing.set(next);
  }
}

export type NewlyWatched = { customer: boolean; stock: boolean; board: boolean };

/** What a watch adds to the one before it. */
export function newlyWatched(before: Watch, now: Watch): NewlyWatched {
  return {
    customer: now.conversationId !== null && now.conversationId !== before.conversationId,
    stock: now.skuIds.some((id) => !before.skuIds.includes(id)),
    board: now.board && !before.board,
  };
}

/** The newest component that shows a conversation wins; SKUs and the board add up. */
export function mergeWatches(watches: Watch[]): Watch {
  return {
    conversationId: watches.findLast((watch) => watch.conversationId !== null)?.conversationId ?? null,
    skuIds: [...new Set(watches.flatMap((watch) => watch.skuIds))].slice(0, 50),
    board: watches.some((watch) => watch.board),
    allPresence: watches.some((watch) => watch.allPresence),
  };
}
