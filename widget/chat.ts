import type { StartedWebCall } from "@/server/contract/call-media";
import type { PublicContact, PublicMessage, WidgetSession } from "@/server/contract/sockets";
import type { Answer, Draft, Failure, UploadedFile } from "./api";
import * as api from "./api";
import type { ChatState, Deps, Line, LineEvents } from "./chat-state";
import { currentMs, currentTime } from "./clock";
import { inWords, openContact } from "./contact";
import { openOutbox, type Pending } from "./outbox";
import { openSeen } from "./seen";
import { t } from "./text";
import { fromHello, lastSeq, merge, type Threads, timeline } from "./threads";

const RETRY_MS = [1000, 2000, 5000, 10_000, 20_000];

/** One visitor's chat on one site: its state and actions. It survives reloads, outages and a second tab. */
export class Chat {
  state: ChatState = {
    connection: "connecting",
    place: "",
    greeting: "",
    staffed: true,
    takesCalls: false,
    hours: null,
    contact: null,
    canText: true,
    messages: [],
    pending: [],
    unread: 0,
    staffComposing: false,
    announced: null,
  };
  private readonly listeners = new Set<() => void>();
  private readonly outbox;
  private readonly held;
  private readonly seen;
  private readonly api;
  private threads: Threads = new Map();
  private line: Line | null = null;
  private token: string | null = null;
  private identity: string | null = null;
  private shown = false;
  private flushing = false;
  private attempt = 0;
  private retryTimer: ReturnType<typeof setTimeout> | undefined;
  private composingTimer: ReturnType<typeof setTimeout> | undefined;
  private composedAt = 0;

  constructor(
    private readonly key: string,
    private readonly deps: Deps,
  ) {
    this.outbox = openOutbox(deps.store);
    this.held = openContact(deps.store);
    this.seen = openSeen(deps.store, (conversationId, last) => this.line?.seen(conversationId, last));
    this.api = deps.api ?? api;
    this.state.pending = this.outbox.all();
  }

  subscribe(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  /** Opens the session and the connection. Called again to retry, and when the site identifies the visitor. */
  async connect(identity: string | null = this.identity): Promise<void> {
    clearTimeout(this.retryTimer);
    this.identity = identity;
    const { store } = this.deps;
    const anonymous = store.get("token");
    let answer = await this.api.openSession(
      this.key,
      identity ? (store.get("known") ?? anonymous) : anonymous,
      identity,
    );
    // With an invalid identity the chat continues anonymously.
    if ("failed" in answer && answer.failed === "signedOut" && identity) {
      this.identity = null;
      answer = await this.api.openSession(this.key, anonymous, null);
    }
    if ("failed" in answer) return this.unreachable(answer);
    this.become(answer.ok);
  }

  /**
   * The token of an identified visitor is stored separately: without the site's token, the next person at this browser starts a
   * new chat.
   */
  private become({ token, place, visitorId }: WidgetSession): void {
    const { store } = this.deps;
    store.set(this.identity ? "known" : "token", token);
    if (this.identity) store.set("token", null);
    if (store.get("visitor") !== visitorId) {
      this.threads = new Map();
      this.patch({ contact: null });
    }
    store.set("visitor", visitorId);
    for (const { visitor, clientMessageId } of this.outbox.all())
      if (visitor !== null && visitor !== visitorId) this.outbox.drop(clientMessageId);
    this.token = token;
    this.line?.close();
    this.patch({ place });
    this.refresh();
    this.line = this.deps.dial(token, this.events());
  }

  /** Runs a pending retry at once. */
  retry(): void {
    this.attempt = 0;
    for (const entry of this.state.pending)
      if (entry.state === "refused") this.outbox.save({ ...entry, state: "waiting", reason: null });
    this.refresh();
    if (this.line && this.state.connection === "live") void this.flush();
    else void this.connect();
  }

  send(text: string, files: UploadedFile[], about: { name: string | null; contact: string | null }): void {
    const draft: Draft = {
      clientMessageId: this.deps.newId(),
      text: text.trim(),
      attachmentIds: files.map((file) => file.id),
      ...about,
    };
    if (!draft.text && draft.attachmentIds.length === 0) return;
    const attachmentNames = files.map((file) => file.name);
    const visitor = this.token ? this.deps.store.get("visitor") : null;
    const at = currentTime().toISOString();
    this.outbox.save({ ...draft, at, visitor, attachmentNames, state: "waiting", reason: null });
    this.refresh();
    void this.flush();
  }

  discard(clientMessageId: string): void {
    this.outbox.drop(clientMessageId);
    this.refresh();
  }

  async upload(file: File): Promise<Answer<UploadedFile>> {
    if (!this.token) await this.connect();
    if (!this.token) return { failed: "away", reason: t("attachLater") };
    return this.api.postFile(this.token, file);
  }

  composing(): void {
    const conversationId = this.newest()?.conversationId;
    if (!conversationId || currentMs() - this.composedAt < 2000) return;
    this.composedAt = currentMs();
    this.line?.composing(conversationId);
  }

  /** Sets whether the panel is on screen; only messages on screen count as seen. */
  show(shown: boolean): void {
    this.shown = shown;
    this.markSeen();
  }

  get hasStarted(): boolean {
    return this.state.messages.length + this.state.pending.length > 0;
  }

  private events(): LineEvents {
    return {
      up: () => void this.catchUp(),
      down: () => this.patch({ connection: "offline" }),
      rejected: () => this.unreachable({ failed: "away", reason: "" }),
      messages: (push) => void this.receive(push.conversationId, push.messages),
      composing: () => this.staffComposes(),
      changed: (part) => this.patch(part),
    };
  }

  private async catchUp(): Promise<void> {
    const hello = await this.line?.hello();
    if (!hello) return;
    this.attempt = 0;
    this.seen.connected();
    const { threads, ...shown } = hello;
    this.threads = fromHello(threads);
    this.patch({ connection: "live", ...shown, contact: hello.contact ?? this.held.get(this.visitor()) });
    this.refresh();
    await this.flush();
  }

  /** Validates and stores a contact: on the server once the visitor has written, until then here. Null removes it. */
  async leaveContact(typed: string | null): Promise<Answer<PublicContact | null>> {
    const said = inWords(await this.withToken((token) => this.api.postContact(token, typed)));
    if ("failed" in said) return said;
    this.held.set(this.visitor(), said.ok);
    this.patch({ contact: said.ok });
    return said;
  }

  /** Starts a call to the store; the same id again is the same call. */
  startCall(callId: string): Promise<Answer<StartedWebCall>> {
    return this.withToken((token) => this.api.postCall(token, callId));
  }

  /** Asks with the visitor's token, and once more with a new one where it no longer holds. */
  private async withToken<T>(ask: (token: string) => Promise<Answer<T>>): Promise<Answer<T>> {
    if (!this.token) await this.connect();
    const answer = await ask(this.token ?? "");
    if ("ok" in answer || answer.failed !== "signedOut") return answer;
    await this.connect();
    return ask(this.token ?? "");
  }

  private visitor = () => this.deps.store.get("visitor");

  private async receive(conversationId: string, messages: PublicMessage[]): Promise<void> {
    const merged = merge(this.threads, conversationId, messages);
    if (merged.gap) {
      const missed = await this.line?.since(conversationId, lastSeq(this.threads.get(conversationId)));
      if (missed) return this.receive(conversationId, missed.messages);
    }
    this.threads = merged.threads;
    const announced = merged.added.findLast((message) => message.from === "staff");
    if (announced) {
      clearTimeout(this.composingTimer);
      this.patch({ announced, staffComposing: false });
    }
    this.refresh();
  }

  /** Sends waiting messages in order. A refused one does not block the rest. */
  private async flush(): Promise<void> {
    // Nothing can be sent without a session; connecting, which is retried automatically, ends with another flush.
    if (this.flushing || !this.token) return;
    this.flushing = true;
    try {
      for (let next = this.firstWaiting(); next; next = this.firstWaiting()) {
        const answer = await this.deliver(next);
        if ("failed" in answer && answer.failed !== "refused") return this.unreachable(answer);
        const state = "failed" in answer ? "refused" : "accepted";
        this.outbox.save({ ...next, state, reason: "failed" in answer ? answer.reason : null });
        this.refresh();
        // For contacts that were not validated before, the server returns the result.
        if (next.contact) void this.line?.hello().then((hello) => hello && this.patch({ contact: hello.contact }));
      }
    } finally {
      this.flushing = false;
    }
  }

  private async deliver({ clientMessageId, text, attachmentIds, name, contact }: Pending): Promise<Answer<unknown>> {
    const held = this.held.get(this.visitor())?.label ?? null;
    const draft = { clientMessageId, text, attachmentIds, name, contact: contact ?? held };
    const answer = await this.withToken((token) => this.api.postMessage(token, draft));
    // The server has stored it.
    if ("ok" in answer) this.held.set(null, null);
    return answer;
  }

  private firstWaiting = () => this.outbox.all().find((entry) => entry.state === "waiting");

  private unreachable(failure: Failure): void {
    this.patch({ connection: failure.failed === "refused" ? "unknown_site" : "offline" });
    if (failure.failed === "refused") return;
    const wait = RETRY_MS[Math.min(this.attempt++, RETRY_MS.length - 1)] ?? 20_000;
    clearTimeout(this.retryTimer);
    this.retryTimer = setTimeout(() => void this.connect(), wait * (0.75 + Math.random() / 2));
  }

  private staffComposes(): void {
    this.patch({ staffComposing: true });
    clearTimeout(this.composingTimer);
    this.composingTimer = setTimeout(() => this.patch({ staffComposing: false }), 4000);
  }

  /** Removes drafts that the thread shows, then counts new messages. */
  private refresh(): void {
    const messages = timeline(this.threads);
    const arrived = new Set(messages.map((message) => message.clientMessageId));
    for (const { clientMessageId } of this.outbox.all())
      if (arrived.has(clientMessageId)) this.outbox.drop(clientMessageId);
    this.patch({ messages, pending: this.outbox.all() });
    this.markSeen();
  }

  private newest(): { conversationId: string; publicSeq: number } | null {
    const last = this.state.messages.at(-1);
    for (const [conversationId, messages] of this.threads)
      if (last && messages.includes(last)) return { conversationId, publicSeq: last.publicSeq };
    return null;
  }

  private markSeen(): void {
    const unread = this.seen.mark(this.threads, this.shown);
    if (unread !== this.state.unread) this.patch({ unread });
  }

  private patch(change: Partial<ChatState>): void {
    this.state = { ...this.state, ...change };
    for (const listener of this.listeners) listener();
  }
}
