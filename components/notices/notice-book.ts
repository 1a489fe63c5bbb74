import type { Push } from "@/components/client/pushes";
import { createStore } from "@/components/client/store";
import type { Envelope } from "@/server/contract/events";
import type { Id } from "@/server/contract/ids";
import type { Me } from "@/server/contract/team";
import { isOver, type Notice, noticeOf } from "./notice";

const NONE: readonly Notice[] = [];

/** Puts one at the end, in place of an earlier one of the same conversation. */
const withNotice = (notices: readonly Notice[], notice: Notice): readonly Notice[] => [
  ...notices.filter(({ conversationId }) => conversationId !== notice.conversationId),
  notice,
];

/** The notices that are open, oldest first. Independent of React. */
export class NoticeBook {
  readonly open = createStore<readonly Notice[]>(NONE);
  /** Fetched after a gap, and not announced before all of it is there: a later event may end an earlier one. */
  private missed: readonly Notice[] = NONE;

  constructor(private readonly me: () => Pick<Me, "id" | "scope">) {}

  /** @returns what is to be announced now */
  take(push: Push): readonly Notice[] {
    if (push.kind === "reset") {
      this.missed = NONE;
      this.open.set(NONE);
      return NONE;
    }
    if (push.kind === "caught_up") return this.announceMissed();
    const before = this.open.get();
    const wasMissed = push.kind === "missed";
    for (const envelope of push.envelopes) this.takeOne(envelope, wasMissed);
    return wasMissed ? NONE : this.open.get().filter((notice) => !before.includes(notice));
  }

  /** Adds a notice that is not in a push. */
  add(notice: Notice): void {
    this.open.set(withNotice(this.open.get(), notice));
  }

  /** This person has opened the conversation, or closed the notice. */
  close(conversationId: Id): void {
    this.keep((notice) => notice.conversationId !== conversationId);
  }

  keep(isKept: (notice: Notice) => boolean): void {
    const left = this.open.get().filter(isKept);
    if (left.length < this.open.get().length) this.open.set(left);
    this.missed = this.missed.filter(isKept);
  }

  private takeOne(envelope: Envelope, wasMissed: boolean): void {
    const me = this.me();
    this.keep((notice) => !isOver(notice, envelope, me));
    const found = noticeOf(envelope, me);
    // A customer's message there says less than what is open already, such as a mention.
    const isKnown = ({ conversationId, kind }: Notice) =>
      conversationId === found?.conversationId && kind !== "followed";
    if (!found || (found.kind === "followed" && [...this.open.get(), ...this.missed].some(isKnown))) return;
    const notice = { ...found, wasMissed };
    if (wasMissed) this.missed = withNotice(this.missed, notice);
    // The same event may be delivered twice.
    else if (!this.open.get().some((known) => isSame(known, notice))) this.add(notice);
  }

  private announceMissed(): readonly Notice[] {
    const { missed } = this;
    this.missed = NONE;
    const before = this.open.get();
    const fresh = missed.filter((notice) => !before.some((known) => isSame(known, notice)));
    for (const notice of fresh) this.add(notice);
    return fresh;
  }
}

const isSame = (a: Notice, b: Notice): boolean =>
  a.conversationId === b.conversationId && a.kind === b.kind && a.seq === b.seq && a.offerId === b.offerId;
