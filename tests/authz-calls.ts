import { uuidv7 } from "uuidv7";
import { makeEndpoint, makeUser } from "../db/factories";
import { saveSetting } from "../server/domain/configuration/save-setting";
import { settingHistory } from "../server/domain/configuration/setting-history";
import { createCtx } from "../server/domain/operate/create-ctx";
import { saveReply } from "../server/domain/replies/save-reply";
import type { Case, World } from "./authz-world";

const HANDOFF = { need: "a jacket", facts: "", promises: "", consent: "" };
const about = async ({ conversationId }: Case) => ({ conversationId });
const nothing = async () => undefined;
const somebody = async (world: World) => (await makeUser(world.db)).user.id;
const anEndpoint = async ({ db, third }: World) => ({
  endpointId: (await makeEndpoint(db, { placeId: third.id, channel: "webchat", address: uuidv7() })).id,
});
let numbers = 0;
const newNumber = () => {
  numbers += 1;
  return `+1206${5_550_000 + numbers}`;
};
const inAnHour = () => new Date(Date.now() + 3_600_000).toISOString();
const callbackIn = (hours: number) => ({
  ...{ assignee: "place", reason: "" },
  dueAt: new Date(Date.now() + hours * 3_600_000).toISOString(),
});
const settingAt = ({ placeId }: Case) => ({
  key: "conversations.reopen_window",
  scope: { kind: "place" as const, placeId },
});
const bossOf = ({ db, boss }: World) => createCtx({ db, actor: boss, now: () => new Date() });
const versionOf = async (at: Case, world: World) =>
  (await settingHistory(bossOf(world), settingAt(at)))[0]?.version ?? 0;

const newReply = ({ placeId }: Case) => ({
  ...{ replyId: uuidv7(), name: "Held", shortcut: null, body: "It is held for you.", expectedVersion: 0 },
  library: { kind: "place" as const, placeId },
});
const aReply = async (at: Case, world: World) => {
  const { id } = await saveReply(bossOf(world), newReply(at));
  return { replyId: id };
};

const person = { name: "New", role: "agent", scopeAll: false, placeIds: [], regions: [] };

/** A valid input of every procedure, about one case. A procedure that is missing here fails the matrix. */
export const INPUTS: Record<string, (at: Case, world: World) => Promise<unknown>> = {
  "conversations.list": async ({ placeId }) => ({ view: "all", placeId, limit: 100 }),
  "conversations.counts": nothing,
  "conversations.get": about,
  "conversations.earlier": async ({ conversationId }) => ({ conversationId, beforeSeq: 5 }),
  "conversations.since": async ({ conversationId }) => ({ conversationId, afterSeq: 0 }),
  "conversations.send": async ({ conversationId }) => ({
    conversationId,
    clientMessageId: uuidv7(),
    body: "Yes",
    seenSeq: 100,
  }),
  "conversations.textOrigins": nothing,
  "conversations.start": async ({ placeId }, { db }) => ({
    conversationId: uuidv7(),
    clientMessageId: uuidv7(),
    endpointId: (await makeEndpoint(db, { placeId, address: newNumber() })).id,
    phone: newNumber(),
    body: "Your boots are here.",
  }),
  "conversations.drafts": nothing,
  "conversations.saveDraft": async ({ conversationId }) => ({
    ...{ conversationId, mode: "reply", baseVersion: 0 },
    body: "Yes, we",
  }),
  "conversations.addNote": async ({ conversationId }) => ({ conversationId, clientMessageId: uuidv7(), body: "note" }),
  "conversations.retry": (at) => at.failedMessage(),
  "conversations.unsend": (at) => at.undoableMessage(),
  "conversations.schedule": async ({ conversationId }) => ({
    ...{ conversationId, scheduledId: uuidv7(), body: "They are here.", seenSeq: 9 },
    sendAt: inAnHour(),
  }),
  "conversations.cancelScheduled": (at) => at.scheduled(),
  "conversations.sendScheduledNow": (at) => at.scheduled(),
  "conversations.claim": about,
  "conversations.assign": async ({ conversationId, target }) => ({ conversationId, to: target }),
  "conversations.resolve": about,
  "conversations.reopen": async (at) => {
    await at.resolve();
    return about(at);
  },
  "conversations.snooze": async ({ conversationId }) => ({ conversationId, until: inAnHour() }),
  "conversations.follow": async ({ conversationId }) => ({ conversationId, isFollowing: true }),
  "conversations.markRead": async ({ conversationId }) => ({ conversationId, seq: 1 }),
  "conversations.transfer": async ({ conversationId, target }) => ({ conversationId, to: target, card: HANDOFF }),
  "conversations.acceptOffer": (at) => at.offerHere(),
  "conversations.declineOffer": async (at) => ({ ...(await at.offerHere()), reason: "busy" }),
  "conversations.withdrawOffer": (at) => at.offerAway(),
  "conversations.bulkAssign": async ({ conversationId, target }) => ({
    bulkId: uuidv7(),
    selection: { ids: [conversationId] },
    to: target,
  }),
  "conversations.undo": (at) => at.bulkMoved(),
  "customers.context": about,
  "customers.earlierThread": (at) => at.withEarlier(),
  "customers.addNote": async ({ conversationId }) => ({ conversationId, noteId: uuidv7(), body: "likes blue" }),
  "search.everything": async () => ({ text: "Maya" }),
  "customers.find": async ({ conversationId }) => ({ conversationId, text: "Maya" }),
  "customers.choose": (at) => at.shared(),
  "customers.merge": (at) => at.twin(),
  "customers.unmerge": (at) => at.merged(),
  "customers.rename": async (at) => ({ ...(await about(at)), ...(await at.shown()), name: "Maya Chen" }),
  "customers.recordConsent": async ({ conversationId }) => ({
    conversationId,
    channel: "sms",
    action: "revoke",
    evidence: "said so at the till",
  }),
  "calls.mine": nothing,
  "calls.get": (at) => at.ring(),
  "calls.list": async (at) => {
    await at.ring();
    return { tab: "live", placeId: at.placeId };
  },
  "calls.work": nothing,
  "calls.menuContainment": async ({ placeId }) => ({ placeId }),
  "calls.callbacks": async () => ({}),
  "calls.callbackPlan": about,
  "calls.scheduleCallback": async (at) => ({ ...(await at.unscheduled()), ...callbackIn(1) }),
  "calls.rescheduleCallback": async (at) => ({ ...(await at.callback()), ...callbackIn(2) }),
  "calls.postponeCallback": (at) => at.callback(),
  "calls.cancelCallback": (at) => at.callback(),
  "calls.completeCallback": (at) => at.callback(),
  "calls.restoreCallback": (at) => at.callback(),
  "calls.wrapUps": nothing,
  "calls.saveWrapUp": async (at) => ({ ...(await at.wrappedUp()), disposition: "order" }),
  "calls.destinations": about,
  // Nothing that is connected reaches a phone here.
  "calls.callOut": async ({ conversationId }) => ({ conversationId, callId: uuidv7(), deviceId: uuidv7() }),
  "calls.answer": async (at) => ({ ...(await at.ring()), deviceId: uuidv7() }),
  "calls.decline": (at) => at.ring(),
  "calls.hangUp": (at) => at.answeredCall(),
  "calls.hold": async (at) => ({ ...(await at.answeredCall()), held: true }),
  "calls.mute": async (at) => ({ ...(await at.answeredCall()), muted: true }),
  "calls.move": async (at) => ({ ...(await at.answeredCall()), deviceId: uuidv7() }),
  "calls.openPhone": async () => ({ deviceId: uuidv7() }),
  "calls.consult": async (at) => ({ ...(await at.answeredCall()), to: at.target }),
  "calls.cancelConsult": (at) => at.answeredCall(),
  "calls.join": (at) => at.answeredCall(),
  "calls.supervise": async (at) => ({ ...(await at.answeredCall()), deviceId: uuidv7(), mode: "listen" }),
  // Nothing here takes cards.
  "calls.cardOffer": (at) => at.answeredCall(),
  "calls.takeCard": async (at) => ({ ...(await at.answeredCall()), entryId: uuidv7() }),
  "calls.cancelCard": (at) => at.answeredCall(),
  "calls.takeOver": (at) => at.answeredCall(),
  // Nothing here is recorded.
  "calls.pauseRecording": async (at) => ({ ...(await at.answeredCall()), paused: true }),
  "calls.playRecording": (at) => at.recorded(),
  // It has none.
  "calls.readTranscript": (at) => at.recorded(),
  "calls.retryTranscript": (at) => at.recorded(),
  "calls.transfer": async (at) => ({ ...(await at.answeredCall()), to: at.target, card: HANDOFF }),
  "calls.completeTransfer": (at) => at.answeredCall(),
  "commerce.searchStock": async () => ({ query: "jacket" }),
  "commerce.stockOf": async () => ({ skuIds: [uuidv7()] }),
  "replies.list": nothing,
  "replies.for": about,
  "replies.save": async (at) => newReply(at),
  "replies.delete": aReply,
  "replies.restore": aReply,
  "team.me": nothing,
  "team.preferences": nothing,
  "team.savePreferences": async () => ({ messageSound: false }),
  "team.places": nothing,
  "team.people": nothing,
  "team.board": nothing,
  "team.accounts": nothing,
  "team.placeNames": nothing,
  "team.savePerson": async () => ({ ...person, email: `${uuidv7()}@example.test` }),
  "team.disableEffects": async (_at, world) => ({ userId: await somebody(world) }),
  "team.setDisabled": async (_at, world) => ({ userId: await somebody(world), disabled: true }),
  "team.setPassword": async (_at, world) => ({ userId: await somebody(world), next: "a new password" }),
  "team.changePassword": async () => ({ current: "not the one", next: "a new password" }),
  "settings.waitThresholds": nothing,
  "settings.wrapUp": (at) => at.wrappedUp(),
  "settings.channels": nothing,
  "settings.list": async ({ placeId }) => ({ scope: { kind: "place", placeId } }),
  "settings.history": async (at) => settingAt(at),
  "settings.save": async (at, world) => ({ ...settingAt(at), own: null, expectedVersion: await versionOf(at, world) }),
  "settings.restore": async (at, world) => {
    const expectedVersion = await versionOf(at, world);
    const input = { ...settingAt(at), own: { value: 24 + expectedVersion }, expectedVersion };
    const { version } = await saveSetting(bossOf(world), input);
    return { ...settingAt(at), version, expectedVersion: version };
  },
  "settings.endpoints": nothing,
  "settings.connections": nothing,
  "settings.connectionSettings": async (_at, world) => ({ connectionId: world.chat.id }),
  "settings.saveConnection": async () => ({
    kind: "webchat",
    account: uuidv7(),
    label: "Shop",
    values: { greeting: "Hello!" },
  }),
  "settings.saveEndpoint": async ({ from, placeId }, world) => ({
    connectionId: world.connection.id,
    address: from,
    label: "Line",
    placeId,
  }),
  "settings.endpointUsage": (_at, world) => anEndpoint(world),
  "settings.removeEndpoint": (_at, world) => anEndpoint(world),
  "sync.head": nothing,
  "sync.cardFailed": async () => ({ card: "order", code: "RangeError-0123abcd" }),
  "sync.since": async () => ({ cursor: "0.0" }),
};

export type RouteCall = {
  method: string;
  path: string;
  body?: string;
  /** A detail of the response, when the status is not enough. */
  also?: (body: string) => string;
};
/** One request to every route, and one to the webhooks of every channel. A route that is missing here fails the matrix. */
export const ROUTES: Record<string, (at: Case) => Promise<RouteCall>> = {
  "/livez": async () => ({ method: "GET", path: "/livez" }),
  "/readyz": async () => ({ method: "GET", path: "/readyz" }),
  "/metrics": async () => ({ method: "GET", path: "/metrics" }),
  "/api/ingest": async () => ({ method: "POST", path: "/api/ingest", body: "{}" }),
  // A visitor's message with a file of the conversation's author.
  "/api/webhooks/webchat": async (at) => ({
    method: "POST",
    path: "/api/webhooks/webchat",
    body: JSON.stringify({ clientMessageId: uuidv7(), text: "Look", attachmentIds: [await at.upload()] }),
  }),
  "/api/media": async () => ({ method: "POST", path: "/api/media?name=a.txt", body: "not a picture" }),
  "/api/media/": async (at) => ({ method: "GET", path: `/api/media/${await at.attachment()}` }),
  "/api/widget/calls": async () => ({
    method: "POST",
    path: "/api/widget/calls",
    body: JSON.stringify({ callId: uuidv7() }),
  }),
  "/api/widget/contact": async () => ({
    method: "POST",
    path: "/api/widget/contact",
    body: JSON.stringify({ contact: "+14255550123" }),
  }),
  // Open to everybody; a token continues a session only at its own site.
  "/api/widget/messages": async (at) => ({
    method: "POST",
    path: "/api/widget/messages",
    body: JSON.stringify({ clientMessageId: uuidv7(), text: "Look", attachmentIds: [await at.upload()] }),
  }),
  "/api/widget/session": async ({ key, visitor }) => ({
    method: "POST",
    path: "/api/widget/session",
    body: JSON.stringify({ key, token: visitor?.token }),
    also: (body) => (JSON.parse(body).visitorId === visitor?.visitorId ? "goes on" : "starts afresh"),
  }),
};
