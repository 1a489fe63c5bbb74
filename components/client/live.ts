import { io, type Socket } from "socket.io-client";
import type { BoardDelta } from "@/server/contract/events";
import type { Id } from "@/server/contract/ids";
import type { StaffClientEvents, StaffServerEvents, Watch } from "@/server/contract/sockets";
import type { PresenceStatus, PresenceView, ViewerView } from "@/server/contract/team";
import { createStore } from "./store";
import { createSync, type SyncPorts, type SyncView } from "./sync";

export type LivePorts = Pick<SyncPorts, "head" | "since" | "apply" | "reset"> & {
  /** Everything active is asked again, without saying that anything was wrong. */
  reconcile(): void;
  /** The session is over: on to the sign-in page. */
  signedOut(): void;
};
type StaffSocket = Socket<StaffServerEvents, StaffClientEvents>;

const COMPOSING_EVERY_MS = 2000;
const CUSTOMER_COMPOSING_MS = 6000;
const RECONCILE_MS = 15 * 60_000;

/** The workspace's only socket and what it tells: sync state, presence, viewers, composing, the board. Framework-free. */
export function createLive(ports: LivePorts, cursor: string | null) {
  const syncState = createStore<SyncView>({ state: "connecting", lagMs: 0 });
  const presence = createStore<ReadonlyMap<Id, PresenceView>>(new Map());
  const viewers = createStore<ReadonlyMap<Id, ViewerView[]>>(new Map());
  const customerComposing = createStore<ReadonlySet<Id>>(new Set());
  const boardListeners = new Set<(delta: BoardDelta) => void>();
  const watches = new Map<symbol, Watch>();
  let chosen: PresenceStatus | null = null;

  const socket: StaffSocket = io({
    autoConnect: false,
    transports: ["websocket", "polling"],
    reconnectionDelay: 500,
    reconnectionDelayMax: 30_000,
    randomizationFactor: 1,
  });
  const sync = createSync(
    {
      ...ports,
      show(view) {
        const now = syncState.get();
        if (now.state !== view.state || now.lagMs !== view.lagMs) syncState.set(view);
      },
      now: () => Date.now(),
      sleep: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
    },
    cursor,
  );

  const put = <V>(map: ReadonlyMap<Id, V>, id: Id, value: V) => new Map(map).set(id, value);
  const sendWatch = () => {
    if (!socket.connected) return;
    const watch = mergeWatches([...watches.values()]);
    socket.emit("watch", watch, (answer) => {
      if (answer.ok && watch.conversationId) viewers.set(put(viewers.get(), watch.conversationId, answer.data.viewers));
    });
  };

  const composingUntil = new Map<Id, ReturnType<typeof setTimeout>>();
  const setCustomerComposing = (id: Id, on: boolean) => {
    clearTimeout(composingUntil.get(id));
    const next = new Set(customerComposing.get());
    if (on) next.add(id);
    else next.delete(id);
    customerComposing.set(next);
    if (on)
      composingUntil.set(
        id,
        setTimeout(() => setCustomerComposing(id, false), CUSTOMER_COMPOSING_MS),
      );
  };

  socket.on("connect", () => {
    void sync.connected();
    sendWatch();
    if (chosen) socket.emit("presence", { status: chosen }, () => {});
    socket.emit("presence_list", (answer) => {
      if (answer.ok) presence.set(new Map(answer.data.map((view) => [view.userId, view])));
    });
  });
  socket.on("disconnect", (reason) => {
    sync.disconnected();
    if (reason === "io server disconnect") setTimeout(() => socket.connect(), 250 + Math.random() * 750);
  });
  socket.on("connect_error", (error) => {
    sync.disconnected();
    if (error.message === "unauthenticated") ports.signedOut();
    else if (!socket.active) setTimeout(() => socket.connect(), 1000 + Math.random() * 4000);
  });
  socket.on("frame", (frame) => sync.frame(frame));
  socket.on("beat", (beat) => sync.beat(beat));
  socket.on("presence", (changed) => {
    presence.set(new Map([...presence.get(), ...changed.map((view) => [view.userId, view] as const)]));
  });
  socket.on("viewers", (at) => viewers.set(put(viewers.get(), at.conversationId, at.viewers)));
  socket.on("customer_composing", (at) => setCustomerComposing(at.conversationId, true));
  socket.on("board", (delta) => {
    for (const heard of boardListeners) heard(delta);
  });
  socket.on("draining", ({ withinMs }) => {
    setTimeout(() => socket.disconnect().connect(), Math.random() * withinMs);
  });

  let lastComposing = { key: "", at: 0 };
  return {
    syncState,
    presence,
    viewers,
    customerComposing,
    /** Says what one component looks at; the server hears the union. @returns a function that stops looking */
    watch(watch: Watch): () => void {
      const key = Symbol("watch");
      watches.set(key, watch);
      queueMicrotask(sendWatch);
      return () => {
        watches.delete(key);
        queueMicrotask(sendWatch);
      };
    },
    /** Says that I am writing; at most once every 2 s, and at once when it stops or changes kind. */
    composing(conversationId: Id, mode: "reply" | "note" | null) {
      const key = `${conversationId}:${mode}`;
      if (key === lastComposing.key && Date.now() - lastComposing.at < COMPOSING_EVERY_MS) return;
      if (mode === null && lastComposing.key === key) return;
      lastComposing = { key, at: Date.now() };
      if (socket.connected) socket.emit("composing", { conversationId, mode });
    },
    setPresence(status: PresenceStatus) {
      chosen = status;
      if (socket.connected) socket.emit("presence", { status }, () => {});
    },
    onBoard(heard: (delta: BoardDelta) => void): () => void {
      boardListeners.add(heard);
      return () => void boardListeners.delete(heard);
    },
    /** @returns a function that closes the socket and every timer */
    start(): () => void {
      const wake = () => {
        if (document.visibilityState === "hidden") return;
        if (socket.connected) sync.wake();
        else socket.connect();
      };
      const ticking = setInterval(() => {
        if (sync.tick()) socket.disconnect().connect();
      }, 1000);
      const reconciling = setInterval(() => {
        sync.wake();
        ports.reconcile();
      }, RECONCILE_MS);
      document.addEventListener("visibilitychange", wake);
      window.addEventListener("online", wake);
      const offline = () => socket.disconnect();
      window.addEventListener("offline", offline);
      socket.connect();
      return () => {
        clearInterval(ticking);
        clearInterval(reconciling);
        document.removeEventListener("visibilitychange", wake);
        window.removeEventListener("online", wake);
        window.removeEventListener("offline", offline);
        socket.disconnect();
      };
    },
  };
}
export type Live = ReturnType<typeof createLive>;

/** The newest component that shows a conversation wins; SKUs and the board add up. */
export function mergeWatches(watches: Watch[]): Watch {
  return {
    conversationId: watches.findLast((watch) => watch.conversationId !== null)?.conversationId ?? null,
    skuIds: [...new Set(watches.flatMap((watch) => watch.skuIds))].slice(0, 50),
    board: watches.some((watch) => watch.board),
  };
}
