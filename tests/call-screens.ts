import { distinctCalls, groupMissed } from "@/components/calls/page/call-groups";
import type { CacheState } from "@/components/client/cache-state";
import { CALL_TABS } from "@/server/contract/constants";
import type { PersonActor } from "@/server/contract/team";
import { callWork } from "@/server/domain/calls/call-work";
import { listCallbacks } from "@/server/domain/calls/callbacks/list-callbacks";
import { listCalls } from "@/server/domain/calls/list-calls";
import { myCalls } from "@/server/domain/calls/live-call";
import { myWrapUps } from "@/server/domain/calls/wrap-up-view";
import type { Ctx } from "@/server/domain/context";

/** What this person's screens show of calls, freshly fetched. */
export async function callScreens(
  ctx: Ctx<PersonActor>,
): Promise<Pick<CacheState, "calls" | "wrapUps" | "callLists" | "callWork" | "callbacks">> {
  const lists = CALL_TABS.map(async (tab) => {
    const data = { pages: [await listCalls(ctx, { tab, limit: 100 })], pageParams: [null] };
    return [tab, { filter: { tab }, data }] as const;
  });
  return {
    calls: await myCalls(ctx),
    wrapUps: await myWrapUps(ctx),
    callLists: new Map(await Promise.all(lists)),
    callWork: await callWork(ctx),
    callbacks: { pages: [await listCallbacks(ctx)], pageParams: [null] },
  };
}

/** The visible content of these parts of a cache, without what the cache will refetch. */
export const callsSeen = (
  { calls, wrapUps, callLists, callWork, callbacks }: CacheState,
  { stale }: Pick<CacheState, "stale">,
) => ({
  calls,
  wrapUps,
  callLists: [...callLists]
    .filter(([tab]) => !stale.has(`list:${tab}`))
    .map(([tab, { data }]) => {
      const rows = distinctCalls(data.pages.flatMap((page) => page.rows));
      return { tab, rows, waiting: groupMissed(rows).waiting };
    }),
  callWork: stale.has("calls") ? null : callWork,
  callbacks,
});
