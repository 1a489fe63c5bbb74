import type { Envelope, PushedNouns } from "@/server/contract/events";
import type { Me } from "@/server/contract/team";
import { type CacheState, withStale } from "./cache-state";
import { cachedQueries } from "./cached-queries";
import type { CachedQueries } from "./cached-query";
import type { AnyPatches, NounPatches } from "./noun";
import { leaveCallEntries, placeCallEntries } from "./patch-call-lists";
import { leaveCall, placeCall, placeWrapUp } from "./patch-calls";
import { orderLeft, placeConfirmation, placeOrder, placeStock } from "./patch-commerce";
import { refetchDestinations } from "./patch-destinations";
import { placeDraft } from "./patch-drafts";
import { leave } from "./patch-leave";
import { placePerson, placePlace } from "./patch-names";
import { placePreferences } from "./patch-preferences";
import { applyItems, markRead, placeCustomer, placeRow, refetchMerged } from "./patches";

const {
  lists,
  details,
  contexts,
  stock,
  people,
  places,
  preferences,
  drafts,
  calls,
  wrapUps,
  callLists,
  callWork,
  callbacks,
  leftCalls,
  accessLosses,
} = cachedQueries;

/** How each kind of pushed entity changes cached data. A kind without an entry does not compile. */
export const nounPatches: NounPatches<PushedNouns> = {
  conversation: {
    query: { lists, details, contexts, callLists, callWork, callbacks, accessLosses },
    patch: (cache, { row, items }, { type, me }) =>
      placeCallEntries(applyItems(placeRow(cache, row, me), row.id, items), row, items, { type, me }),
  },
  conversation_left: {
    query: { lists, details, contexts, callLists, callWork, callbacks, accessLosses },
    patch: (cache, { conversationId, movedTo }, { type }) =>
      leaveCallEntries(leave(cache, conversationId, { why: type, movedTo }), conversationId),
  },
  call: {
    query: { calls, leftCalls },
    patch: (cache, { call }) => placeCall(cache, call),
  },
  call_left: {
    query: { calls, leftCalls },
    patch: (cache, { callId, endedAs }) => leaveCall(cache, callId, endedAs),
  },
  wrap_up: {
    query: { wrapUps },
    patch: (cache, { wrapUp }) => placeWrapUp(cache, wrapUp),
  },
  read: {
    query: { lists, details },
    patch: (cache, { conversationId, seq }, { me }) => markRead(cache, conversationId, seq, me),
  },
  customer: {
    query: { lists, details, contexts, callbacks },
    patch: (cache, entity) => placeCustomer(cache, entity),
  },
  customer_merge: {
    query: { lists, details, contexts, calls, callLists, callbacks },
    patch: (cache, entity) => refetchMerged(cache, entity),
  },
  order: {
    query: { contexts },
    patch: (cache, { order }) => placeOrder(cache, order),
  },
  order_left: {
    query: { contexts },
    patch: (cache, entity) => orderLeft(cache, entity),
  },
  stock: {
    query: { stock },
    patch: (cache, entity, { me }) => placeStock(cache, entity.stock, me),
  },
  feed: {
    query: { contexts, stock },
    patch: (cache, entity) => placeConfirmation(cache, entity),
  },
  person: {
    query: { lists, details, callbacks, people },
    patch: (cache, { person }, { me }) => placePerson(cache, person, me),
  },
  preferences: {
    query: { preferences },
    patch: (cache, entity) => placePreferences(cache, entity.preferences),
  },
  draft: {
    query: { drafts },
    patch: (cache, { draft }) => placeDraft(cache, draft),
  },
  place: {
    query: { lists, details, contexts, callbacks, stock, places },
    patch: (cache, entity) => placePlace(cache, entity),
  },
  endpoint: {
    query: { details },
    patch: (cache, entity) => refetchDestinations(cache, entity),
  },
  // No change on screen, because the server closes the sockets of an ended session.
  session: { query: {}, patch: (cache) => cache },
  saved_reply: { query: {}, patch: (cache) => withStale(cache, "replies") },
  // The value depends on the scope that is shown, so queries of settings are refetched.
  setting: { query: {}, patch: (cache) => withStale(cache, "settings") },
};

/** Every cached query that one of these patches changes, by name. */
export const queriesOf = (patches: AnyPatches): CachedQueries =>
  Object.assign({}, ...Object.values(patches).map(({ query }) => query));

/** Applies one push. Pure and idempotent. An unknown kind changes nothing. */
export function applyEnvelope(
  cache: CacheState,
  { type, entity }: Envelope,
  me: Me,
  patches: AnyPatches = nounPatches,
): CacheState {
  const noun = Object.hasOwn(patches, entity.kind) ? patches[entity.kind] : undefined;
  return noun ? noun.patch(cache, entity, { type, me }) : cache;
}
