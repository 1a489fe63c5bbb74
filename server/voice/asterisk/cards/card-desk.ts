import { setTimeout as sleep } from "node:timers/promises";
import type { CardEntry, CardOutcome, CardResult } from "@/server/contract/card-entries";
import type { Id } from "@/server/contract/ids";
import { PaymentError } from "@/server/contract/payments";
import type { Call } from "@/server/domain/calls/call";
import { reportCardLeft, reportCardProgress, reportCardResult } from "@/server/domain/calls/cards/report-card";
import type { CallLanguage } from "@/server/domain/calls/settings";
import type { Ctx } from "@/server/domain/context";
import { log } from "@/server/lib/log";
import type { Ari } from "../ari";
import { ASTERISK } from "../arrive";
import { cardPlaybackOf, cardPlaybacksOf } from "../names";
import { languageOf, playOnce } from "../sounds";
import { CardKeypad } from "./card-keypad";
import { CARD_SOUNDS, closingSounds, questionSounds, SENDING_SOUNDS } from "./card-sounds";

/** A customer who comes back still pressing keys would be heard. */
const QUIET_MS = 1500;
const RETRIES = 20;
const RETRY_MS = 1000;

/** An entry whose keys arrive here. `playback`: what the customer hears or heard last, and `isOver` it; the rest is of `performance.now()`. */
type Open = {
  callId: Id;
  channel: string;
  keypad: CardKeypad;
  playback: { id: string; question: number; isOver: boolean } | null;
  hasFailed: boolean;
  isSent: boolean;
  lastKeyAt: number;
};

/**
 * The card entries of the node that leads (ADR 0068). What customers press is in the memory of this process and nowhere else: another node, or
 * this one after a break, knows nothing of it and ends the entry.
 */
export class CardDesk {
  private readonly entries = new Map<Id, Open>();

  constructor(
    private readonly ctx: Ctx,
    private readonly ari: Ari,
    private readonly wake: () => void,
  ) {}

  /** A key of any channel. A key that is part of a card cuts short what the customer hears. */
  keyPressed(channel: string, key: string): void {
    for (const open of this.entries.values()) {
      if (open.channel !== channel) continue;
      const nowMs = performance.now();
      open.lastKeyAt = nowMs;
      open.keypad.press(key, nowMs, this.ctx.now());
      if (key !== "#") this.cutShort(open);
    }
  }

  playbackEnded(playbackId: string, state: "done" | "failed"): void {
    for (const open of this.entries.values()) {
      if (open.playback?.id !== playbackId) continue;
      open.playback.isOver = true;
      open.hasFailed ||= state === "failed";
      open.keypad.heard(performance.now());
    }
  }

  /** Keys and ends of playbacks may have been missed. */
  forget(): void {
    for (const [entryId, { isSent, keypad }] of this.entries)
      if (!isSent) {
        keypad.forget();
        this.entries.delete(entryId);
      }
  }

  /** Forgets entries that are over, and ends what their customers hear: they may be among others in a moment. */
  async forgetAllBut(calls: readonly Call[]): Promise<void> {
    const going = new Set(calls.map(({ cardEntry }) => cardEntry?.id));
    for (const [entryId, open] of this.entries)
      if (!going.has(entryId)) {
        open.keypad.forget();
        this.entries.delete(entryId);
        if (open.playback && !open.playback.isOver) await this.ari.delete(`playbacks/${open.playback.id}`);
      }
  }

  /** Does what is next in the entry of a call whose customer is apart from everybody else. */
  async conform(call: Call, channel: string, language: CallLanguage): Promise<void> {
    const { cardEntry: entry } = call;
    if (!entry) return;
    const known = this.entries.get(entry.id);
    if (entry.stage === "ending")
      return this.close(call, entry, known ?? (await this.adopt(call, entry, channel)), language);
    if (!known && entry.stage !== "starting")
      return this.end(call, entry, { outcome: entry.stage === "sending" ? "unknown" : "interrupted" });
    const open = known ?? this.begin(call, entry, channel);
    open.keypad.tick(performance.now(), this.ctx.now());
    const { state } = open.keypad;
    if (open.hasFailed) return this.end(call, entry, { outcome: "interrupted" });
    if (state.at === "over") return this.end(call, entry, { outcome: state.outcome });
    if (state.at === "complete") return this.send(call, entry, open, language);
    const { field, attempt, problem } = state.question;
    if (entry.stage !== field || entry.attempt !== attempt || entry.problem !== problem)
      await reportCardProgress(this.ctx, { callId: call.id, entryId: entry.id, stage: field, attempt, problem });
    await this.play(entry, open, state.question.number, questionSounds(state.question), language);
  }

  private begin({ id: callId }: Call, { id }: CardEntry, channel: string): Open {
    const open: Open = {
      ...{ callId, channel, keypad: new CardKeypad(), playback: null },
      ...{ hasFailed: false, isSent: false, lastKeyAt: performance.now() },
    };
    this.entries.set(id, open);
    return open;
  }

  /** An entry that another process began: its customer may still hear a question, and press keys. */
  private async adopt(call: Call, entry: CardEntry, channel: string): Promise<Open> {
    const open = this.begin(call, entry, channel);
    for (const playback of cardPlaybacksOf(entry.id)) await this.ari.delete(`playbacks/${playback}`);
    return open;
  }

  private async play(
    { id }: CardEntry,
    open: Open,
    question: number,
    sounds: readonly string[],
    language: CallLanguage,
  ): Promise<void> {
    if (open.playback?.question === question) return;
    await this.cutShort(open);
    const lang = (await languageOf(this.ari, CARD_SOUNDS, language)) ?? language;
    open.playback = { id: cardPlaybackOf(id, question), question, isOver: false };
    await playOnce(this.ari, open.channel, open.playback.id, { names: sounds, lang }).catch((error: unknown) => {
      open.playback = null;
      throw error;
    });
  }

  private async cutShort({ playback, keypad }: Open): Promise<void> {
    if (!playback || playback.isOver) return;
    playback.isOver = true;
    keypad.heard(performance.now());
    await this.ari.delete(`playbacks/${playback.id}`).catch(() => {});
  }

  /** The call knows first that the card is sent: should this process end, nobody claims that it was not. */
  private async send(call: Call, entry: CardEntry, open: Open, language: CallLanguage): Promise<void> {
    const { id: entryId } = entry;
    if (entry.stage !== "sending") {
      const progress = { stage: "sending" as const, attempt: 1, problem: null };
      return reportCardProgress(this.ctx, { callId: call.id, entryId, ...progress });
    }
    if (open.isSent) return;
    open.isSent = true;
    void this.take(call, entry, open).then((result) => this.deliver(call.id, entryId, result));
    await this.play(entry, open, SENDING, SENDING_SOUNDS, language);
  }

  private async take(call: Call, { id: entryId, userId }: CardEntry, { keypad }: Open): Promise<CardResult> {
    const { id: callId, conversationId, customerId, placeId } = call;
    const card = keypad.take();
    try {
      const context = { entryId, callId, conversationId, customerId, placeId, userId };
      return (await this.ctx.payments?.take(card, context)) ?? { outcome: "unreachable" };
    } catch (error) {
      const outcome = error instanceof PaymentError ? error.outcome : "unknown";
      const reason = error instanceof PaymentError ? error.reason : "an error of ours";
      log.error({ provider: ASTERISK, callId, entryId, alert: "payment_service_failed", outcome, reason }, FAILED);
      return { outcome };
    }
  }

  /** Whoever leads now: what the payment service has said must not be lost. */
  private async deliver(callId: Id, entryId: Id, result: CardResult): Promise<void> {
    for (let tries = 1; ; tries++)
      try {
        await reportCardResult(this.ctx, { callId, entryId, ...result });
        return this.wake();
      } catch (error) {
        log.warn({ provider: ASTERISK, callId, entryId, err: error }, "how a card entry ended could not be stored");
        if (tries === RETRIES) return;
        await sleep(RETRY_MS);
      }
  }

  private async end({ id: callId }: Call, { id: entryId }: CardEntry, result: CardResult): Promise<void> {
    await reportCardResult(this.ctx, { callId, entryId, ...result });
  }

  /** The customer hears how it ended, and comes back once they press nothing any more. */
  private async close(call: Call, entry: CardEntry, open: Open, language: CallLanguage): Promise<void> {
    const outcome: CardOutcome | undefined = call.cards.find(({ id }) => id === entry.id)?.outcome;
    open.keypad.forget();
    await this.play(entry, open, CLOSING, closingSounds(outcome), language);
    if (!open.playback?.isOver || performance.now() < open.lastKeyAt + QUIET_MS) return;
    await reportCardLeft(this.ctx, { callId: call.id, entryId: entry.id });
  }
}

/** What is played beside the questions, which begin at 1. */
const SENDING = -1;
const CLOSING = -2;
const FAILED = "a card could not be handed to the payment service";
