import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type {
  PublicContact,
  PublicMessage,
  WidgetContact,
  WidgetHello,
  WidgetSession,
} from "@/server/contract/sockets";
import type { Answer, Draft } from "./api";
import { Chat } from "./chat";
import type { LineEvents } from "./chat-state";
import { memoryStore, type Store } from "./storage";

const C = "0193a000-0000-7000-8000-00000000000c";
let store: Store;
let server: Server;

/** The API and the socket, as the chat sees them. */
class Server {
  thread: PublicMessage[] = [];
  drafts: Draft[] = [];
  seen: number[] = [];
  events: LineEvents | null = null;
  sessions: (string | null)[][] = [];
  session: (identity: string | null) => Answer<WidgetSession> = () => ({
    ok: { token: "t1", visitorId: "v1", place: "Pine Street" },
  });
  accept: (draft: Draft) => Answer<unknown> = (draft) => {
    this.drafts.push(draft);
    return { ok: {} };
  };
  /** The server's state, empty before the visitor has written. */
  kept: PublicContact | null = null;
  contact = (typed: string | null): Answer<WidgetContact> => ({
    ok: { contact: typed === null ? null : { kind: "phone", label: typed } },
  });
  hello = (): WidgetHello => ({
    place: "Pine Street",
    staffed: true,
    takesCalls: true,
    ring: null,
    hours: { open: true, changesAt: null, timeZone: "UTC" },
    greeting: "Hello!",
    contact: this.kept,
    canText: true,
    threads:
      this.thread.length > 0 ? [{ conversationId: C, messages: this.thread, lastPublicSeq: this.thread.length }] : [],
  });
  say(from: "customer" | "staff", body: string, clientMessageId: string | null = null): PublicMessage {
    const publicSeq = this.thread.length + 1;
    const at = new Date(1_700_000_000_000 + publicSeq * 1000).toISOString();
    const message = { id: `m${publicSeq}`, publicSeq, from, author: null, body, attachments: [], clientMessageId, at };
    this.thread.push(message);
    return message;
  }
  push = (...messages: PublicMessage[]) => this.events?.messages({ conversationId: C, messages });
}

let ids = 0;
const open = () =>
  new Chat("key", {
    store,
    newId: () => `id-${String(++ids).padStart(4, "0")}`,
    dial: (_token, events) => {
      server.events = events;
      queueMicrotask(events.up);
      return {
        hello: async () => server.hello(),
        since: async (_id, after) => ({
          conversationId: C,
          messages: server.thread.filter((m) => m.publicSeq > after),
          lastPublicSeq: server.thread.length,
        }),
        composing() {},
        seen: (_id, seq) => server.seen.push(seq),
        close() {},
      };
    },
    api: {
      openSession: async (_key, token, identity) => {
        server.sessions.push([token, identity]);
        return server.session(identity);
      },
      postMessage: async (_token, draft) => server.accept(draft),
      postFile: async () => ({ failed: "refused", reason: "" }),
      postContact: async (_token, contact) => server.contact(contact),
      postCall: async (_token, callId) => ({ ok: { callId, legId: "leg", token: "call token", place: "Pine Street" } }),
    },
  });
const settle = () => vi.advanceTimersByTimeAsync(0);
const NOBODY = { name: null, contact: null };

beforeEach(() => {
  vi.useFakeTimers();
  store = memoryStore();
  server = new Server();
});
afterEach(() => vi.useRealTimers());

describe("a visitor's message", () => {
  it("is shown at once, sent once, and becomes the thread's message", async () => {
    const chat = open();
    await chat.connect();
    await settle();
    chat.send(" Is it open? ", [], NOBODY);
    expect(chat.state.pending).toMatchObject([{ text: "Is it open?", state: "waiting" }]);
    await settle();
    expect(server.drafts).toMatchObject([{ text: "Is it open?" }]);
    expect(chat.state.pending).toMatchObject([{ state: "accepted" }]);
    server.push(server.say("customer", "Is it open?", server.drafts[0]?.clientMessageId));
    await settle();
    expect(chat.state.pending).toEqual([]);
    expect(chat.state.messages.map((m) => m.body)).toEqual(["Is it open?"]);
  });

  it("survives a reload while offline and is sent with the same id", async () => {
    const accept = server.accept;
    server.accept = () => ({ failed: "away", reason: "offline" });
    const before = open();
    await before.connect();
    await settle();
    before.send("first", [], NOBODY);
    before.send("second", [], NOBODY);
    await settle();
    const kept = before.state.pending.map((entry) => entry.clientMessageId);
    expect(before.state.connection).toBe("offline");

    server.accept = accept;
    const after = open();
    expect(after.state.pending.map((entry) => entry.text)).toEqual(["first", "second"]);
    await after.connect();
    await settle();
    expect(server.drafts.map((draft) => draft.clientMessageId)).toEqual(kept);
  });

  it("that the server refuses shows why, does not block others, and can be sent by Retry", async () => {
    const accept = server.accept;
    server.accept = (draft) => (draft.text === "bad" ? { failed: "refused", reason: "Too long." } : accept(draft));
    const chat = open();
    await chat.connect();
    await settle();
    chat.send("bad", [], NOBODY);
    chat.send("good", [], NOBODY);
    await settle();
    expect(chat.state.pending).toMatchObject([{ state: "refused", reason: "Too long." }, { state: "accepted" }]);
    server.accept = accept;
    chat.retry();
    await settle();
    expect(server.drafts.map((draft) => draft.text)).toEqual(["good", "bad"]);
  });

  it("is sent again automatically when the network returns", async () => {
    const session = server.session;
    server.session = () => ({ failed: "away", reason: "" });
    const chat = open();
    await chat.connect();
    chat.send("hello?", [], NOBODY);
    expect(chat.state.connection).toBe("offline");
    server.session = session;
    await vi.advanceTimersByTimeAsync(2000);
    expect(chat.state.connection).toBe("live");
    expect(server.drafts).toHaveLength(1);
  });
});

describe("a reply of staff", () => {
  it("is in order, announced, and complete even when a push was lost", async () => {
    const chat = open();
    server.say("customer", "one");
    await chat.connect();
    await settle();
    server.say("staff", "two");
    server.push(server.say("staff", "three"));
    await settle();
    expect(chat.state.messages.map((m) => m.body)).toEqual(["one", "two", "three"]);
    expect(chat.state.announced?.body).toBe("three");
  });

  it("counts as unread until it is on screen, also after a reload", async () => {
    const chat = open();
    await chat.connect();
    await settle();
    server.push(server.say("staff", "hello"));
    await settle();
    expect(chat.state.unread).toBe(1);
    chat.show(true);
    expect(chat.state.unread).toBe(0);
    expect(server.seen).toEqual([1]);
    const after = open();
    await after.connect();
    await settle();
    expect(after.state.unread).toBe(0);
    expect(server.seen).toEqual([1]);
  });
});

describe("the visitor's identity", () => {
  it("is kept by the stored token", async () => {
    await open().connect();
    await open().connect();
    expect(server.sessions).toEqual([
      [null, null],
      ["t1", null],
    ]);
  });

  it("is anonymous when the site's token is invalid", async () => {
    server.session = (identity) =>
      identity ? { failed: "signedOut", reason: "" } : { ok: { token: "t", visitorId: "v", place: "P" } };
    const chat = open();
    await chat.connect("forged");
    await settle();
    expect(chat.state.connection).toBe("live");
  });

  it("does not pass to the next person at the same browser", async () => {
    server.session = (identity) => ({
      ok: { token: identity ?? "anonymous", visitorId: identity ?? "nobody", place: "P" },
    });
    server.accept = () => ({ failed: "away", reason: "" });
    const chat = open();
    await chat.connect("ana");
    await settle();
    chat.send("my card number is", [], NOBODY);
    await settle();
    await chat.connect(null);
    await settle();
    expect(chat.state.pending).toEqual([]);
    const last = server.sessions.at(-1);
    expect(last).toEqual([null, null]);
  });

  it("reads that the site has no chat", async () => {
    server.session = () => ({ failed: "refused", reason: "" });
    const chat = open();
    await chat.connect();
    expect(chat.state.connection).toBe("unknown_site");
  });
});

describe("the contact a visitor leaves", () => {
  const PHONE = { kind: "phone", label: "+1 425 555 0123" } as const;
  const connected = async () => {
    const chat = open();
    await chat.connect();
    await settle();
    return chat;
  };

  it("is validated by the server before the first message, survives a reload, and is sent with the first message", async () => {
    expect(await (await connected()).leaveContact(PHONE.label)).toEqual({ ok: PHONE });
    const chat = await connected();
    expect(chat.state.contact).toEqual(PHONE);
    chat.send("Call me", [], NOBODY);
    await settle();
    expect(server.drafts).toMatchObject([{ text: "Call me", contact: PHONE.label }]);
    chat.send("Soon", [], NOBODY);
    await settle();
    expect(server.drafts[1]).toMatchObject({ text: "Soon", contact: null });
  });

  it("is the server's, also after a change on another device", async () => {
    await (await connected()).leaveContact("+1 425 555 0000");
    server.kept = PHONE;
    expect((await connected()).state.contact).toEqual(PHONE);
  });

  it("that is invalid is refused with the reason, and the previous one stays", async () => {
    const chat = await connected();
    await chat.leaveContact(PHONE.label);
    server.contact = () => ({ failed: "refused", reason: "That isn't a number." });
    expect(await chat.leaveContact("12")).toEqual({ failed: "refused", reason: "That isn't a number." });
    expect(chat.state.contact).toEqual(PHONE);
  });

  it("that cannot be validated is not shown as stored; typed with a message it is sent with it, and the server's result is shown", async () => {
    const chat = await connected();
    server.contact = () => ({ failed: "away", reason: "" });
    expect(await chat.leaveContact(PHONE.label)).toMatchObject({ failed: "away" });
    expect(chat.state.contact).toBeNull();
    server.kept = PHONE;
    chat.send("Call me", [], { name: null, contact: "425 555 0123" });
    await settle();
    expect(server.drafts).toMatchObject([{ contact: "425 555 0123" }]);
    expect(chat.state.contact).toEqual(PHONE);
  });

  it("can be removed", async () => {
    const chat = await connected();
    await chat.leaveContact(PHONE.label);
    expect(await chat.leaveContact(null)).toEqual({ ok: null });
    expect(chat.state.contact).toBeNull();
    expect((await connected()).state.contact).toBeNull();
  });

  it("of one visitor is not shown to the next at this browser", async () => {
    await (await connected()).leaveContact(PHONE.label);
    server.session = () => ({ ok: { token: "t2", visitorId: "v2", place: "Pine Street" } });
    expect((await connected()).state.contact).toBeNull();
  });
});
