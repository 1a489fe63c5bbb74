import { EMPTY_FOR_MS } from "@/server/contract/constants";
import type { Draft, SaveDraft } from "@/server/contract/drafts";
import { mentionsIn } from "@/server/contract/mention-text";
import type { DraftKey, LocalDraft } from "./drafts";

export type DraftPorts = {
  /** The drafts that this device has. */
  keys(): DraftKey[];
  get(key: DraftKey): LocalDraft;
  set(key: DraftKey, draft: LocalDraft): void;
  /** Whether a message with the text of this draft is on its way: until it is accepted, the server keeps the draft. */
  isOnItsWay(key: DraftKey): boolean;
  /** @throws DraftChanged when another device was faster; any other error: it may succeed later */
  save(input: SaveDraft): Promise<Draft>;
  now(): number;
};

/** The server has a newer text. */
export class DraftChanged extends Error {
  constructor(readonly draft: Draft) {
    super("another device has changed the draft");
  }
}

/** After so long without a key, what was written is saved. */
const IDLE_MS = 800;
/** Text that is written without a pause is saved this often. */
const LONGEST_MS = 4000;
/** Retries wait twice as long each time: a conversation that is lost may come back in a minute, or never. */
const RETRY_MS = 10_000;
const LONGEST_RETRY_MS = 300_000;

/** The saving of one draft. */
type Saving = {
  timer: ReturnType<typeof setTimeout> | undefined;
  /** Since when the text waits to be saved. */
  since: number | null;
  isRunning: boolean;
  /** Texts that were sent to the server, until it is known which of them it has. */
  sent: string[];
  /** A text that is not sent again for now, and how long it waits after one more failure. */
  failed: string | null;
  retryMs: number;
};

const nameOf = ({ conversationId, mode }: Pick<DraftKey, "conversationId" | "mode">) => `${mode}:${conversationId}`;
/** A text of the server as this device shows it. */
const fetched = ({ body, mentions, version }: Pick<Draft, "body" | "mentions" | "version">) => ({
  ...{ text: body, mentions, saved: body, version },
  isFetched: true,
});
const isUnsaved = ({ text, saved }: LocalDraft) => text !== saved;

/**
 * Saves one person's drafts at the server as they write, and takes over what their other devices wrote. Text that is not saved yet is
 * never replaced: where both sides changed, `other` has the other text and the person decides.
 */
export class DraftSaver {
  private readonly savings = new Map<string, Saving>();
  private listed: ReadonlyMap<string, Draft> = new Map();
  private isOver = false;

  constructor(private readonly ports: DraftPorts) {}

  /** Drafts may have changed on this device: saves them soon. */
  changed(): void {
    for (const key of this.ports.keys()) {
      this.takeOther(key);
      if (this.mustSave(key)) this.scheduleSave(key);
    }
  }

  /** The list of this person's drafts at the server was loaded, or one in it has changed. */
  onServerDrafts(drafts: readonly Draft[], userId: DraftKey["userId"]): void {
    this.listed = new Map(drafts.map((draft) => [nameOf(draft), draft]));
    for (const draft of drafts) this.compareListed({ conversationId: draft.conversationId, mode: draft.mode, userId });
    for (const key of this.ports.keys()) this.dropIfLongGone(key);
    this.changed();
  }

  /** Saves everything now: the connection is back, or the person leaves the page. */
  flush(): void {
    for (const key of this.ports.keys()) {
      this.of(key).failed = null;
      void this.save(key);
    }
  }

  stop(): void {
    this.flush();
    this.isOver = true;
    for (const { timer } of this.savings.values()) clearTimeout(timer);
  }

  private of(key: DraftKey): Saving {
    const name = nameOf(key);
    const known = this.savings.get(name);
    if (known) return known;
    const saving: Saving = {
      timer: undefined,
      since: null,
      isRunning: false,
      sent: [],
      failed: null,
      retryMs: RETRY_MS,
    };
    this.savings.set(name, saving);
    return saving;
  }

  private mustSave(key: DraftKey): boolean {
    const draft = this.ports.get(key);
    if (this.isOver || draft.other || !isUnsaved(draft) || this.of(key).failed === draft.text) return false;
    return draft.text !== "" || !this.ports.isOnItsWay(key);
  }

  private scheduleSave(key: DraftKey): void {
    const saving = this.of(key);
    clearTimeout(saving.timer);
    saving.since ??= this.ports.now();
    const wait = Math.min(IDLE_MS, saving.since + LONGEST_MS - this.ports.now());
    saving.timer = setTimeout(() => void this.save(key), Math.max(0, wait));
  }

  private async save(key: DraftKey): Promise<void> {
    const saving = this.of(key);
    if (saving.isRunning || !this.mustSave(key)) return;
    clearTimeout(saving.timer);
    saving.since = null;
    saving.isRunning = true;
    const { text, version, mentions = [] } = this.ports.get(key);
    const { conversationId, mode } = key;
    const written = { body: text, mentions: mentionsIn(text, mentions) };
    saving.sent.push(text);
    let newer: Draft | null = null;
    try {
      const stored = await this.ports.save({ conversationId, mode, ...written, baseVersion: version });
      saving.sent = [];
      saving.retryMs = RETRY_MS;
      this.ports.set(key, { ...this.ports.get(key), saved: text, version: stored.version });
    } catch (error) {
      if (error instanceof DraftChanged) newer = error.draft;
      else this.retryLater(key, text);
    }
    saving.isRunning = false;
    if (newer) this.compare(key, newer);
    else this.compareListed(key);
    if (this.mustSave(key)) this.scheduleSave(key);
  }

  private retryLater(key: DraftKey, text: string): void {
    const saving = this.of(key);
    saving.failed = text;
    saving.timer = setTimeout(() => {
      saving.failed = null;
      void this.save(key);
    }, saving.retryMs);
    saving.retryMs = Math.min(2 * saving.retryMs, LONGEST_RETRY_MS);
  }

  /** Compares with the list. While a text is being saved, its answer knows better. */
  private compareListed(key: DraftKey): void {
    const listed = this.listed.get(nameOf(key));
    const { version, other } = this.ports.get(key);
    if (listed && !this.of(key).isRunning && listed.version > Math.max(version, other?.version ?? 0))
      this.compare(key, listed);
  }

  /** Compares with what the server has now. */
  private compare(key: DraftKey, server: Draft): void {
    const { body, version } = server;
    const { other: _, isFetched: __, ...draft } = this.ports.get(key);
    const { sent } = this.of(key);
    const isOwn = body === draft.text || sent.includes(body);
    sent.length = 0;
    if (isOwn) this.ports.set(key, { ...draft, saved: body, version });
    else if (!isUnsaved(draft) || draft.text === "") this.ports.set(key, fetched(server));
    else if (body === "") this.ports.set(key, { ...draft, saved: body, version });
    else this.ports.set(key, { ...draft, other: { text: body, mentions: server.mentions, version } });
  }

  /** Where the field was emptied or its text sent, the other text takes its place. */
  private takeOther(key: DraftKey): void {
    const { text, other } = this.ports.get(key);
    if (text === "" && other)
      this.ports.set(key, fetched({ body: other.text, mentions: other.mentions ?? [], version: other.version }));
  }

  /** A draft that became empty long ago is no longer listed: it was sent or dropped on another device. */
  private dropIfLongGone(key: DraftKey): void {
    const { text, saved, version } = this.ports.get(key);
    const isLongGone = version > 0 && version < this.ports.now() - EMPTY_FOR_MS && !this.listed.has(nameOf(key));
    if (isLongGone && saved !== "") this.ports.set(key, { text: text === saved ? "" : text, saved: "", version: 0 });
  }
}
