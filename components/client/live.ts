import type { io, Socket } from "socket.io-client";
import type { CallSocket } from "@/components/calls/media/transport";
import { currentMs } from "@/components/ui/clock";
import type { BoardDelta, Envelope } from "@/server/contract/events";
import type { Id } from "@/server/contract/ids";
import type { StaffClientEvents, StaffServerEvents, Subscription } from "@/server/contract/sockets";
import type { PresenceStatus, PresenceView, ViewerView } from "@/server/contract/team";
import { createPushes } from "./pushes";
import { loadSocketClient } from "./socket-client";
import { createStore } from "./store";
import { Sync, type SyncPorts, type SyncView } from "./sync";

export type LivePorts = Pick<SyncPorts, "head" | "since" | "reset" | "caughtUp"> & {
  apply(envelopes: Envelope[]): void;
  /** Resolves when the first screen needs the network no more: the socket's code must not delay it. */
  ready(): Promise<void>;
  /** Refetches everything on screen as a precaution, without showing that anything was wrong. */
  reconcile(): void;
  /** The server has begun to push these. Data fetched before may miss a change, so it is refetched once. */
  subscribed(added: NewlySubscribed): void;
  /** The session has ended: go to the sign-in page. */
  signedOut(): void;
  /** The person's access has changed, so cached data may no longer be visible to them. */
  accessChanged(): void;
};

type StaffSocket = Socket<StaffServerEvents, StaffClientEvents>;

const NOTHING: Subscription = { conversationId: null, skuIds: [], board: false, allPresence: false };
const COMPOSING_EVERY_MS = 2000;
const CUSTOMER_COMPOSING_MS = 6000;
/** The delay before a retry when the server has limited our rate. */
const RETRY_MS = 1000;
const RECONCILE_MS = 15 * 60_000;

/**
 * The workspace's only socket and the state it receives: sync state, presence, viewers, composing, the board. Independent of
 * React.
 */
export class Live {
  readonly syncState = createStore<SyncView>({ state: "connecting", lagMs: 0 });
  readonly presence = createStore<ReadonlyMap<Id, PresenceView>>(new Map());
  /** Whether `presence` has everybody, so that a person without an entry is offline; otherwise it has colleagues only. */
  readonly hasAllPresence = createStore(false);
  readonly viewers = createStore<ReadonlyMap<Id, ViewerView[]>>(new Map());
  readonly customerComposing = createStore<ReadonlySet<Id>>(new Set());
  /** The socket, for the audio of calls, which brings its own events; null until its code has loaded. */
  readonly callSocket = createStore<CallSocket | null>(null);
  /** For notices; what is on screen is changed by `apply`. */
  readonly pushes = createPushes();
  private readonly boardListeners = new Set<(delta: BoardDelta) => void>();
  private readonly subscriptions = new Map<symbol, Subscription>();
  private readonly composingTimers = new Map<Id, ReturnType<typeof setTimeout>>();
  private socket: StaffSocket | null = null;
  private readonly sync: Sync;
  private chosen: PresenceStatus | null = null;
  private subscribed = NOTHING;
  private subscriptionsSent = 0;
  private lastComposing = { key: "", at: 0 };

  constructor(
    private readonly ports: LivePorts,
    cursor: string | null,
  ) {
    this.sync = new Sync(
      {
        ...ports,
        apply: (envelopes, isLive) => {
          ports.apply(envelopes);
          this.pushes.publish({ kind: isLive ? "live" : "missed", envelopes });
        },
        caughtUp: () => {
          ports.caughtUp();
          this.pushes.publish({ kind: "caught_up" });
        },
        reset: () => {
          ports.reset();
          this.pushes.publish({ kind: "reset" });
        },
        show: (view) => {
          const now = this.syncState.get();
          if (now.state !== view.state || now.lagMs !== view.lagMs) this.syncState.set(view);
        },
        now: currentMs,
        sleep: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
      },
      cursor,
    );
  }

  /** Subscribes one component; the server receives the union of all. @returns a function that unsubscribes */
  subscribe(subscription: Subscription): () => void {
    const key = Symbol("subscription");
    this.subscriptions.set(key, subscription);
    queueMicrotask(() => this.sendSubscription());
    return () => {
      this.subscriptions.delete(key);
      queueMicrotask(() => this.sendSubscription());
    };
  }

  /** Reports that this person is writing: at most once every 2 s, and at once when they stop or change the kind of text. */
  composing(conversationId: Id, mode: "reply" | "note" | null): void {
    const key = `${conversationId}:${mode}`;
    if (key === this.lastComposing.key && (mode === null || currentMs() - this.lastComposing.at < COMPOSING_EVERY_MS))
      return;
    this.lastComposing = { key, at: currentMs() };
    if (this.socket?.connected) this.socket.emit("composing", { conversationId, mode });
  }

  setPresence(status: PresenceStatus): void {
    this.chosen = status;
    if (this.socket?.connected) this.socket.emit("presence", { status }, () => {});
  }

  onBoard(listener: (delta: BoardDelta) => void): () => void {
    this.boardListeners.add(listener);
    return () => void this.boardListeners.delete(listener);
  }

  /** @returns a function that closes the socket and every timer */
  start(): () => void {
    const wake = () => {
      if (document.visibilityState === "hidden") return;
      if (this.socket?.connected) this.sync.wake();
      else this.socket?.connect();
    };
    let isOffline = false;
    const offline = () => {
      isOffline = true;
      this.socket?.disconnect();
    };
    const ticking = setInterval(() => {
      if (this.sync.tick()) this.socket?.disconnect().connect();
      if (!isOffline || !navigator.onLine) return;
      isOffline = false;
      this.socket?.connect();
    }, 1000);
    const reconciling = setInterval(() => {
      this.sync.wake();
      this.ports.reconcile();
    }, RECONCILE_MS);
    document.addEventListener("visibilitychange", wake);
    window.addEventListener("online", wake);
    window.addEventListener("offline", offline);
    let isOver = false;
    void this.ports
      .ready()
      .then(loadSocketClient)
      .then((client) => isOver || this.open(client.io).connect());
    return () => {
      isOver = true;
      clearInterval(ticking);
      clearInterval(reconciling);
      document.removeEventListener("visibilitychange", wake);
      window.removeEventListener("online", wake);
      window.removeEventListener("offline", offline);
      this.socket?.disconnect();
    };
  }

  private open(connect: typeof io): StaffSocket {
    if (this.socket) return this.socket;
    const socket: StaffSocket = connect({
      autoConnect: false,
      transports: ["websocket", "polling"],
      reconnectionDelay: 500,
      reconnectionDelayMax: 30_000,
      randomizationFactor: 1,
    });
    this.socket = socket;
    this.listenToConnection(socket);
    this.listenToPushes(socket);
    this.callSocket.set(socket as unknown as CallSocket);
    return socket;
  }

  private listenToConnection(socket: StaffSocket): void {
    const { sync } = this;
    socket.on("connect", () => {
      void sync.connected();
      this.sendSubscription();
      if (this.chosen) socket.emit("presence", { status: this.chosen, again: true }, () => {});
      this.fetchPresence();
    });
    socket.on("disconnect", (reason) => {
      sync.disconnected();
      this.subscribed = NOTHING;
      this.hasAllPresence.set(false);
      // The server disconnected us. If the session has ended, the next handshake says so.
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

  private listenToPushes(socket: StaffSocket): void {
    const { sync } = this;
    socket.on("frame", (frame) => sync.frame(frame));
    socket.on("beat", (beat) => sync.beat(beat));
    socket.on("presence", (changed) => {
      const views = changed.map((view) => [view.userId, view] as const);
      this.presence.set(new Map([...this.presence.get(), ...views]));
    });
    socket.on("viewers", ({ conversationId, viewers }) => this.setViewers(conversationId, viewers));
    socket.on("customer_composing", ({ conversationId }) => this.setCustomerComposing(conversationId, true));
    socket.on("board", (delta) => {
      for (const listener of this.boardListeners) listener(delta);
    });
  }

  private setViewers(conversationId: Id, viewers: ViewerView[]): void {
    this.viewers.set(new Map(this.viewers.get()).set(conversationId, viewers));
  }

  private sendSubscription(): void {
    if (!this.socket?.connected) return;
    const subscription = mergeSubscriptions([...this.subscriptions.values()]);
    const mine = ++this.subscriptionsSent;
    this.socket.emit("subscribe", subscription, (answer) => {
      // A newer subscription has replaced this one.
      if (mine !== this.subscriptionsSent) return;
      if (!answer.ok && answer.error === "rate_limited") setTimeout(() => this.sendSubscription(), RETRY_MS);
      if (!answer.ok) return;
      if (subscription.conversationId) this.setViewers(subscription.conversationId, answer.data.viewers);
      this.ports.subscribed(newlySubscribed(this.subscribed, subscription));
      if (subscription.allPresence && !this.subscribed.allPresence) this.fetchPresence();
      this.subscribed = subscription;
      if (!subscription.allPresence) this.hasAllPresence.set(false);
    });
  }

  /** Pushes contain changes only, so the full list is fetched on every connect and when a subscription grows. */
  private fetchPresence(): void {
    this.socket?.emit("presence_list", (answer) => {
      if (!answer.ok && answer.error === "rate_limited")
        setTimeout(() => this.socket?.connected && this.fetchPresence(), RETRY_MS);
      if (!answer.ok) return;
      this.presence.set(new Map(answer.data.map((view) => [view.userId, view])));
      this.hasAllPresence.set(this.subscribed.allPresence);
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

export type NewlySubscribed = { customer: boolean; stock: boolean; board: boolean };

/** What a subscription adds to the previous one. */
export function newlySubscribed(before: Subscription, now: Subscription): NewlySubscribed {
  return {
    customer: now.conversationId !== null && now.conversationId !== before.conversationId,
    stock: now.skuIds.some((id) => !before.skuIds.includes(id)),
    board: now.board && !before.board,
  };
}

/** The union of subscriptions; of several conversations the one of the newest component. */
export function mergeSubscriptions(subscriptions: Subscription[]): Subscription {
  return {
    conversationId:
      subscriptions.findLast((subscription) => subscription.conversationId !== null)?.conversationId ?? null,
    skuIds: [...new Set(subscriptions.flatMap((subscription) => subscription.skuIds))].slice(0, 50),
    board: subscriptions.some((subscription) => subscription.board),
    allPresence: subscriptions.some((subscription) => subscription.allPresence),
  };
}
