import { expect } from "vitest";
import { callDurations } from "@/server/contract/call-durations";
import { CallDetail } from "@/server/contract/calls";
import { BROWSERS } from "@/server/contract/constants";
import {
  type Call,
  customerLeg,
  isAlone,
  isLive,
  isOnLine,
  staffOnLine,
  supervisors,
} from "@/server/domain/calls/call";
import { callDetailOf } from "@/server/domain/calls/call-detail";
import { ENDING_MS } from "@/server/domain/calls/cards/card-state";
import { mediaPlanOf } from "@/server/domain/calls/media-plan";
import { longestMs } from "@/server/domain/calls/prompt";
import { wantedRecording } from "@/server/domain/calls/recording";
import { isOpen } from "@/server/domain/calls/wrap-up";

/* What must be true of any call at any time. `said` begins the message of a failure. */

/** Whom a leg hears, hears it; and the customer hears nobody while held. */
export function checkMedia(call: Call, said: string): void {
  const links = call.legs.flatMap(({ id }) => (mediaPlanOf(call, id)?.links ?? []).map((link) => ({ id, ...link })));
  for (const { id, legId, offers, send, receive } of links) {
    const back = links.find((link) => link.id === legId && link.legId === id);
    expect(back, `${said}: both sides of a link agree`).toMatchObject({
      offers: !offers,
      send: receive,
      receive: send,
    });
  }
  const customer = customerLeg(call);
  const inaudible = supervisors(call).filter(({ supervision }) => supervision !== "barge");
  for (const { id } of inaudible)
    for (const link of links)
      if (link.id === customer.id && link.legId === id) expect(link.receive, `${said}: hears a supervisor`).toBe(false);
  for (const leg of supervisors(call)) if (leg.isHidden) expect(leg.supervision, `${said}: hidden`).toBe("listen");
  for (const { id } of call.legs) {
    const recorder = mediaPlanOf(call, id)?.recorder;
    if (!recorder) continue;
    const leg = call.legs.find((one) => one.id === id);
    expect(leg?.userId, `${said}: recorded by another than the holder`).toBe(call.holderId);
    expect(recorder.isOn, `${said}: recorded against what is wanted`).toBe(wantedRecording(call) === "recording");
    for (const ours of recorder.ours)
      expect(
        links.some((link) => link.id === customer.id && link.legId === ours && link.receive),
        `${said}: somebody is recorded whom the customer does not hear`,
      ).toBe(true);
  }
  if (wantedRecording(call) === "announcement" && call.provider === BROWSERS)
    expect(
      links.filter(({ id, receive }) => id === customer.id && receive),
      `${said}: heard before it was said`,
    ).toEqual([]);
  if (customer.held) expect(links.filter(({ id }) => id === customer.id)).toEqual([]);
}

/** Only what the customer and our people say to each other is recorded, once it was announced; and an announcement ends. */
export function checkRecording(call: Call, now: number, said: string): void {
  const { recording, endedAt } = call;
  const wanted = wantedRecording(call);
  const customer = customerLeg(call);
  if (wanted === "recording") {
    expect(recording?.announcedAt, `${said}: recorded before it was said`).not.toBeNull();
    expect([endedAt, customer.held, recording?.pausedBy], `${said}: recorded against a wish`).toEqual([
      null,
      false,
      null,
    ]);
    expect(staffOnLine(call).length, `${said}: recorded alone`).toBeGreaterThan(0);
  }
  if (wanted === "announcement")
    expect(now - Date.parse(recording?.at ?? ""), `${said}: an announcement without end`).toBeLessThan(16_000);
}

/** Only the caller is on the line while the customer is rung, and that ends. */
export function checkRung(call: Call, callerId: string, now: number, said: string): void {
  const customer = customerLeg(call);
  const live = call.legs.filter(isLive).map(({ userId }) => userId);
  expect(live, `${said}: only the caller is on the line, and nobody else is rung`).toEqual([null, callerId]);
  expect(call.holderId, `${said}: the caller holds the call`).toBe(callerId);
  expect(call.ringUntil?.getTime(), `${said}: the ring ends by itself`).toBeGreaterThan(now);
  expect([customer.held, call.state], `${said}: a customer who is rung is not on hold`).toEqual([false, "ringing"]);
}

/** Whoever leaves a message is alone, and waits for an answer. */
export function checkVoicemail(call: Call, said: string): void {
  const customer = customerLeg(call);
  expect(call.legs.filter(isLive), `${said}: only the customer is on the line, and nobody is rung`).toEqual([customer]);
  expect([customer.held, call.holderId, call.state]).toEqual([false, null, "voicemail"]);
  expect(call.queuedAt, `${said}: who leaves a message waits for an answer`).not.toBeNull();
}

/** Whoever is in the menu hears it, and nobody is rung. */
export function checkMenu(call: Call, said: string): void {
  const customer = customerLeg(call);
  expect(call.legs.filter(isLive), `${said}: only the customer is on the line, and nobody is rung`).toEqual([customer]);
  expect(call.prompt?.purpose, `${said}: nothing is said in the menu`).toBe("menu");
  expect([customer.held, call.holderId, call.state, call.queuedAt]).toEqual([false, null, "menu", null]);
}

/** A customer hears a prompt only while they are alone on the line, and every prompt ends. */
export function checkPrompt(call: Call, now: number, said: string): void {
  const { prompt } = call;
  if (!prompt) return;
  expect(isAlone(call), `${said}: a prompt while somebody is on the line`).toBe(true);
  const age = now - Date.parse(prompt.at);
  expect(age, `${said}: a prompt without end`).toBeLessThanOrEqual(longestMs(prompt) + 1000);
}

/**
 * While the customer enters a card they are apart from everybody and unrecorded, and their colleague is there, or has just left: then
 * nobody is rung and nothing is played until the customer has come back. Every entry ends, and how it ended is kept.
 */
export function checkCards(call: Call, before: Call, now: number, said: string): void {
  const { cardEntry: entry } = call;
  if (entry) {
    const isLeft = call.holderId === null;
    expect([customerLeg(call).held, call.state, call.holderId], `${said}: apart`).toEqual(
      isLeft ? [false, "queued", null] : [true, "connected", entry.userId],
    );
    if (isLeft)
      expect([entry.stage, call.prompt], `${said}: keys of a card answer something else`).toEqual(["ending", null]);
    expect(
      call.legs.filter((leg) => isLive(leg) && !isOnLine(leg)),
      `${said}: somebody is rung`,
    ).toEqual([]);
    expect(["none", "paused"], `${said}: a card is recorded`).toContain(wantedRecording(call));
    expect(now, `${said}: a card entry without end`).toBeLessThanOrEqual(Date.parse(entry.until));
  }
  const wasGoingOn = before.cardEntry !== null && before.cardEntry.stage !== "ending";
  const isOver = entry?.id !== before.cardEntry?.id || entry?.stage === "ending";
  if (before.cardEntry && !entry && call.endedAt === null && !/comes back/.test(said)) {
    const ended = Date.parse(call.cards.at(-1)?.endedAt ?? "");
    expect(now - ended, `${said}: among others while they may still press keys`).toBeGreaterThanOrEqual(ENDING_MS);
  }
  if (wasGoingOn && isOver) expect(call.cards.at(-1)?.id, `${said}: its end is lost`).toBe(before.cardEntry?.id);
  if (before.cardEntry && !entry && call.endedAt === null && call.holderId === before.holderId) {
    const holder = call.legs.find((leg) => leg.userId === call.holderId && isLive(leg));
    expect(customerLeg(call).held, `${said}: they come back to somebody who is there`).toBe(holder?.state === "away");
  }
  expect(new Set(call.cards.map(({ id }) => id)).size, `${said}: an entry counts twice`).toBe(call.cards.length);
  for (const one of before.cards)
    if (one.outcome !== "unknown") expect(call.cards, `${said}: what is known of a card changes`).toContainEqual(one);
}

/** The entry is valid, and every moment of the call counts once. */
export function checkTimes(call: Call, now: number, said: string): void {
  const detail = callDetailOf(call);
  // The model's call and people have no ids of the real kind.
  const participants = detail.participants.map((one) => ({ ...one, userId: null }));
  const cards = detail.cards?.map((one) => ({ ...one, userId: one.id }));
  const wrapUps = detail.wrapUps?.map((one) => ({ ...one, userId: one.id }));
  expect(
    CallDetail.safeParse({ ...detail, callId: undefined, participants, wrapUps, cards }).error,
    `${said}: the entry is valid`,
  ).toBeUndefined();
  const durations = callDurations(call.phases, new Date(now));
  const whole = (call.endedAt?.getTime() ?? now) - call.startedAt.getTime();
  expect(sumOf(Object.values(durations)), `${said}: every moment counts once`).toBe(whole);
}

/** Nobody does two things at once, and only people who talked to the customer wrap up. */
export function checkWrapUps(call: Call, now: number, capSeconds: number, said: string): void {
  const open = call.wrapUps.filter((one) => isOpen(one, new Date(now))).map(({ userId }) => userId);
  expect(new Set(open).size, `${said}: one person has two wrap-ups`).toBe(open.length);
  const onLine = call.legs.filter((leg) => leg.role !== "customer" && isOnLine(leg)).map(({ userId }) => userId);
  expect(
    open.filter((id) => onLine.includes(id)),
    `${said}: wraps up while on the call`,
  ).toEqual([]);
  const talked = call.legs.filter((leg) => leg.role === "staff" && leg.joinedAt).map(({ userId }) => userId);
  for (const { userId, startedAt, endsAt } of call.wrapUps) {
    expect(call.connectedAt !== null && talked.includes(userId), `${said}: ${userId} never talked`).toBe(true);
    expect(+endsAt - +startedAt, `${said}: the cap`).toBeLessThanOrEqual(capSeconds * 1000);
  }
}

const sumOf = (numbers: readonly number[]): number => numbers.reduce((sum, one) => sum + one, 0);
