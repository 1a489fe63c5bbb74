import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { Draft, SaveDraft } from "@/server/contract/drafts";
import { DraftChanged, DraftSaver } from "./draft-saver";
import type { DraftKey, LocalDraft } from "./drafts";

const KEY: DraftKey = { userId: "ana", conversationId: "c1", mode: "reply" };
const START = Date.parse("2026-12-01T10:00:00Z");
const DAY_MS = 86_400_000;

/** A server that keeps one draft by the rules of `saveDraft`. */
class Server {
  draft: Draft | null = null;
  saves: string[] = [];
  /** What happens to the next saves instead of an answer. */
  trouble: "lost_request" | "lost_answer" | null = null;

  save = async ({ body, mentions = [], baseVersion, conversationId, mode }: SaveDraft): Promise<Draft> => {
    this.saves.push(body);
    if (this.trouble === "lost_request") throw new Error("offline");
    const before = this.draft;
    if (before && before.body !== "" && before.body !== body && before.version !== baseVersion)
      throw new DraftChanged(before);
    if (before?.body !== body) this.write(body, { conversationId, mode, mentions });
    if (this.trouble === "lost_answer") throw new Error("offline");
    return this.draft as Draft;
  };
  /** Another device writes, or a message with the text is sent. */
  write(body: string, of: Partial<Pick<Draft, "conversationId" | "mode" | "mentions">> = {}): Draft {
    const version = Math.max((this.draft?.version ?? 0) + 1, Date.now());
    const at = { version, changedAt: new Date().toISOString() };
    this.draft = { mentions: [], ...of, conversationId: "c1", mode: "reply", body, ...at };
    return this.draft;
  }
}

/** A device of Ana. */
function device(server: Server) {
  let local: LocalDraft = { text: "", saved: "", version: 0 };
  let isOnItsWay = false;
  const saver: DraftSaver = new DraftSaver({
    keys: () => [KEY],
    get: () => local,
    set: (_, draft) => {
      local = draft;
      saver.changed();
    },
    isOnItsWay: () => isOnItsWay,
    save: server.save,
    now: () => Date.now(),
  });
  return {
    saver,
    local: () => local,
    type(text: string) {
      local = { ...local, text };
      saver.changed();
    },
    /** The message leaves the field, and is accepted by the server only later. */
    send(): { accepted(): void } {
      isOnItsWay = true;
      this.type("");
      return {
        accepted: () => {
          isOnItsWay = false;
          saver.changed();
        },
      };
    },
    /** The server's list is loaded, or pushed. */
    sync: () => saver.onServerDrafts(server.draft ? [server.draft] : [], "ana"),
    /** The page is closed and opened again in the same tab. */
    restore: (draft: LocalDraft) => {
      local = draft;
    },
  };
}

let server: Server;
let tablet: ReturnType<typeof device>;
let desk: ReturnType<typeof device>;
beforeEach(() => {
  vi.useFakeTimers({ now: START });
  server = new Server();
  tablet = device(server);
  desk = device(server);
});
afterEach(() => void vi.useRealTimers());
const pause = () => vi.advanceTimersByTimeAsync(1000);

test("what is written is saved once the person pauses, and every four seconds while they do not", async () => {
  for (let letter = 1; letter <= 90; letter++) {
    tablet.type("x".repeat(letter));
    await vi.advanceTimersByTimeAsync(100);
  }
  expect(server.saves.map((text) => text.length)).toEqual([40, 80]);
  await pause();
  expect(server.draft?.body).toBe("x".repeat(90));
  await vi.advanceTimersByTimeAsync(60_000);
  expect(server.saves).toHaveLength(3);
});

const ABE = { userId: "abe", label: "Abe" };
const NIA = { userId: "nia", label: "Nia" };

test("the colleagues who are mentioned are saved with the text, and are there on another device", async () => {
  tablet.restore({ text: "", saved: "", version: 0, mentions: [ABE, NIA] });
  tablet.type("Ask @Abe");
  await pause();
  expect(server.draft).toMatchObject({ body: "Ask @Abe", mentions: [ABE] });
  desk.sync();
  expect(desk.local()).toMatchObject({ text: "Ask @Abe", mentions: [ABE] });
  desk.type("Ask @Abe today");
  await pause();
  expect(server.draft).toMatchObject({ body: "Ask @Abe today", mentions: [ABE] });
});

test("of two texts that conflict each keeps its mentions, also when the other one takes its place", async () => {
  tablet.restore({ text: "", saved: "", version: 0, mentions: [NIA] });
  tablet.type("Ask @Nia");
  server.write("Ask @Abe", { mentions: [ABE] });
  await pause();
  expect(tablet.local()).toMatchObject({ text: "Ask @Nia", mentions: [NIA] });
  expect(tablet.local().other).toMatchObject({ text: "Ask @Abe", mentions: [ABE] });
  tablet.type("");
  expect(tablet.local()).toMatchObject({ text: "Ask @Abe", mentions: [ABE] });
});

test("another device shows what was written, and both may go on in turns", async () => {
  tablet.type("Yes, we");
  await pause();
  desk.sync();
  expect(desk.local()).toMatchObject({ text: "Yes, we", isFetched: true });
  desk.type("Yes, we have it");
  await pause();
  tablet.sync();
  expect(tablet.local()).toMatchObject({ text: "Yes, we have it" });
  expect(tablet.local().other).toBeUndefined();
});

test("where two devices wrote at once both texts stay, and the person decides", async () => {
  tablet.type("From the tablet");
  desk.type("From the desk");
  await pause();
  const [first, second] = server.draft?.body === "From the tablet" ? [tablet, desk] : [desk, tablet];
  expect(second.local().other?.text).toBe(first.local().text);
  const own = second.local().text;
  await pause();
  first.sync();
  expect(server.draft?.body).toBe(first.local().text);
  expect(first.local().other).toBeUndefined();
  // They keep their own.
  const { other } = second.local();
  second.restore({ text: own, saved: other?.text ?? "", version: other?.version ?? 0 });
  second.saver.changed();
  await pause();
  expect(server.draft?.body).toBe(own);
  first.sync();
  expect(first.local().text).toBe(own);
});

test("text begun before the server's draft was loaded does not replace it, and is not replaced", async () => {
  server.write("Begun yesterday");
  tablet.type("Begun now");
  tablet.sync();
  expect(tablet.local()).toMatchObject({ text: "Begun now", other: { text: "Begun yesterday" } });
  await pause();
  expect(server.draft?.body).toBe("Begun yesterday");
});

test("a message that is sent takes its draft from every device", async () => {
  tablet.type("Yes");
  await pause();
  desk.sync();
  const sent = tablet.send();
  server.write("");
  desk.sync();
  tablet.sync();
  sent.accepted();
  await pause();
  expect([desk.local().text, tablet.local().text, server.draft?.body]).toEqual(["", "", ""]);
  expect(server.saves).toEqual(["Yes"]);
});

test("the server keeps the draft of a message until it has accepted it", async () => {
  tablet.type("Yes");
  await pause();
  const sent = tablet.send();
  await pause();
  tablet.sync();
  expect([server.draft?.body, tablet.local().text]).toEqual(["Yes", ""]);
  sent.accepted();
  await pause();
  expect(server.draft?.body).toBe("");
});

test("the end of a text that was sent before it was saved is dropped with the message", async () => {
  tablet.type("Yes");
  await pause();
  tablet.type("Yes, we do");
  const sent = tablet.send();
  await pause();
  sent.accepted();
  await pause();
  desk.sync();
  expect([server.draft?.body, desk.local().text]).toEqual(["", ""]);
});

test("text of a device that was away stays when its draft was sent elsewhere only if it had changed", async () => {
  tablet.type("Yes");
  await pause();
  desk.sync();
  server.trouble = "lost_request";
  desk.type("Yes, and more");
  await pause();
  server.trouble = null;
  server.write("");
  desk.sync();
  tablet.sync();
  expect([tablet.local().text, desk.local().text]).toEqual(["", "Yes, and more"]);
  desk.saver.flush();
  await pause();
  expect(server.draft?.body).toBe("Yes, and more");
});

test("without a connection nothing is lost: it is saved when the connection is back", async () => {
  server.trouble = "lost_request";
  tablet.type("Yes");
  await pause();
  expect(server.draft).toBeNull();
  server.trouble = null;
  tablet.saver.flush();
  await pause();
  expect(server.draft?.body).toBe("Yes");
});

test("a busy server is tried again by itself", async () => {
  server.trouble = "lost_request";
  tablet.type("Yes");
  await pause();
  server.trouble = null;
  await vi.advanceTimersByTimeAsync(10_000);
  expect(server.draft?.body).toBe("Yes");
});

test("a save whose answer was lost is no other device's text", async () => {
  server.trouble = "lost_answer";
  tablet.type("Yes");
  await pause();
  server.trouble = null;
  tablet.type("Yes, we do");
  await pause();
  await pause();
  expect(tablet.local().other).toBeUndefined();
  expect(server.draft?.body).toBe("Yes, we do");
});

test("a text that was sent while the answer to its save was lost does not return to the field", async () => {
  server.trouble = "lost_answer";
  tablet.type("Yes");
  await pause();
  server.trouble = null;
  tablet.send();
  tablet.sync();
  expect(tablet.local().text).toBe("");
});

test("a text that the server does not take stays on the device, is tried ever more rarely, and at once when the connection is new", async () => {
  server.trouble = "lost_request";
  tablet.type("Yes");
  await vi.advanceTimersByTimeAsync(600_000);
  expect(server.saves.length).toBeGreaterThan(3);
  expect(server.saves.length).toBeLessThan(9);
  expect(tablet.local().text).toBe("Yes");
  server.trouble = null;
  tablet.saver.flush();
  await pause();
  expect(server.draft?.body).toBe("Yes");
});

test("the draft that a tab still has is dropped when it was sent elsewhere longer ago than the list names it", async () => {
  const old = { text: "Yes", saved: "Yes", version: START - 2 * DAY_MS };
  tablet.restore(old);
  tablet.saver.onServerDrafts([], "ana");
  expect(tablet.local().text).toBe("");
  tablet.restore({ ...old, text: "Yes, and more" });
  tablet.saver.onServerDrafts([], "ana");
  expect(tablet.local().text).toBe("Yes, and more");
  // A younger one may only be missing because the list is older.
  tablet.restore({ ...old, version: START - 1000 });
  tablet.saver.onServerDrafts([], "ana");
  expect(tablet.local().text).toBe("Yes");
});

test("a server that was restored from a backup, and knows less than the device, makes no endless loop", async () => {
  tablet.type("Yes");
  await pause();
  server.draft = { ...server.write("From the backup"), version: 5 };
  tablet.type("Yes, we do");
  await vi.advanceTimersByTimeAsync(60_000);
  expect(server.saves).toHaveLength(2);
  expect(tablet.local()).toMatchObject({ text: "Yes, we do", other: { text: "From the backup", version: 5 } });
});

test("a text that is sent, or emptied, makes room for the one of the other device", async () => {
  server.write("From the desk");
  tablet.type("From the tablet");
  tablet.sync();
  const sent = tablet.send();
  expect(tablet.local()).toMatchObject({ text: "From the desk", saved: "From the desk" });
  sent.accepted();
  await pause();
  expect(server.draft?.body).toBe("From the desk");
});

test("what was not saved yet is saved at once when the person leaves, and nothing after that", async () => {
  tablet.type("Yes");
  tablet.saver.stop();
  await vi.advanceTimersByTimeAsync(0);
  expect(server.saves).toEqual(["Yes"]);
  tablet.type("Yes, we");
  await vi.advanceTimersByTimeAsync(60_000);
  expect(server.saves).toEqual(["Yes"]);
});
