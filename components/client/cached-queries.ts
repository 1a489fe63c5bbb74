import type { CallFilter, CallWork } from "@/server/contract/call-lists";
import type { SkuStock } from "@/server/contract/commerce";
import type { ConversationDetail, SortedFilter } from "@/server/contract/conversations";
import type { CustomerContext } from "@/server/contract/customers";
import type { Draft } from "@/server/contract/drafts";
import type { LegEnd, LiveCall } from "@/server/contract/live-calls";
import type { PersonPreferences } from "@/server/contract/preferences";
import type { Person, Place } from "@/server/contract/team";
import type { WrapUpView } from "@/server/contract/wrap-ups";
import type { AccessLoss, CacheState, CallbackData, CallListData, ListData } from "./cache-state";
import { answersBy, answersByHash, type CachedQuery, resetQuery, singleAnswer } from "./cached-query";
import { keys, trpcKeys } from "./query-keys";

/** The queries that the product's patches change: every field of `CacheState` that is in the query cache. */
export const cachedQueries: {
  [K in Exclude<keyof CacheState, "known" | "waiting" | "stale">]: CachedQuery<CacheState[K]>;
} = {
  lists: answersByHash([trpcKeys.conversations.list.infiniteQueryKey()], {
    toEntry: ({ input, data }) => ({ filter: input as SortedFilter, data: data as ListData }),
    toData: ({ data }) => data,
  }),
  details: answersBy<ConversationDetail>("conversationId", keys.detail, resetQuery),
  contexts: answersBy<CustomerContext>("conversationId", keys.context, resetQuery),
  stock: answersByHash<SkuStock[]>([trpcKeys.commerce.stockOf.queryKey(), trpcKeys.commerce.searchStock.queryKey()]),
  people: singleAnswer<Person[]>(trpcKeys.team.people.queryKey()),
  places: singleAnswer<Place[]>(trpcKeys.team.places.queryKey()),
  preferences: singleAnswer<PersonPreferences>(trpcKeys.team.preferences.queryKey()),
  drafts: singleAnswer<Draft[]>(trpcKeys.conversations.drafts.queryKey()),
  calls: singleAnswer<LiveCall[]>(trpcKeys.calls.mine.queryKey()),
  wrapUps: singleAnswer<WrapUpView[]>(trpcKeys.calls.wrapUps.queryKey()),
  callLists: answersByHash([trpcKeys.calls.list.infiniteQueryKey()], {
    toEntry: ({ input, data }) => ({ filter: input as CallFilter, data: data as CallListData }),
    toData: ({ data }) => data,
  }),
  callWork: singleAnswer<CallWork>(trpcKeys.calls.work.queryKey()),
  callbacks: singleAnswer<CallbackData>(trpcKeys.calls.callbacks.infiniteQueryKey({})),
  leftCalls: answersBy<LegEnd>("callId", keys.leftCall, (client, key) => void client.setQueryData(key, null)),
  accessLosses: answersBy<AccessLoss>(
    "conversationId",
    keys.accessLoss,
    (client, key) => void client.setQueryData(key, null),
  ),
};
