import type { Query, QueryClient } from "@tanstack/react-query";
import { currentMs } from "@/components/ui/clock";
import type { ConversationDetail, Item } from "@/server/contract/conversations";
import type { ErrorCode } from "@/server/contract/errors";
import type { Envelope } from "@/server/contract/events";
import type { Id } from "@/server/contract/ids";
import type { Me } from "@/server/contract/team";
import { type CacheState, emptyCache, without } from "./cache-state";
import type { CachedQueries } from "./cached-query";
import { EarlierPages } from "./earlier-pages";
import { patchOfMutation } from "./mutation-patches";
import type { AnyPatches } from "./noun";
import { applyEnvelope, nounPatches, queriesOf } from "./nouns";
import { isShown, leave, listsWith } from "./patch-leave";
import { gapAfter } from "./patch-thread";
import { applyItems } from "./patches";
import { readCache, threadOf, writeCache } from "./query-cache";
import { goneFrom, type Refusal, refusalOf } from "./refusal";
import { StaleQueue } from "./stale-queue";

type ItemsSince = (input: { conversationId: Id; afterSeq: number }) => Promise<Item[]>;
type Change = (cache: CacheState) => CacheState;
type Healing = { timer: ReturnType<typeof setTimeout>; tries: number };

/** Refusals that show that the screen is outdated. */
const OVERTAKEN: readonly ErrorCode[] = ["taken", "conflict", "forbidden"];
const GAP_MS = 500;
const GAP_TRIES = 3;
const REMEMBER_MS = 60_000;

/**
 * Binds the pure patches to TanStack Query: one read of the cache, any number of patches, one write back. A response that was
 * in flight while events arrived gets those events again, so that it cannot bring back an older state.
 */
export class CacheBinding {
  /** The part of the state that belongs to no query. */
  private unshown: Pick<CacheState, "known" | "waiting"> = { known: new Map(), waiting: new Map() };
  private recent: { at: number; change: Change }[] = [];
  private readonly startedAt = new WeakMap<Query, number>();
  private readonly healing = new Map<Id, Healing>();
  private readonly queries: CachedQueries;
  private readonly stale: StaleQueue;
  private readonly earlier: EarlierPages;

  constructor(
    private readonly queryClient: QueryClient,
    private readonly me: () => Me,
    private readonly itemsSince: ItemsSince,
    /** The person's own role, places or state changed, and with them perhaps their access. */
    meChanged: () => void,
    private readonly patches: AnyPatches = nounPatches,
  ) {
    this.queries = queriesOf(patches);
    this.stale = new StaleQueue(queryClient, meChanged);
    this.earlier = new EarlierPages(queryClient);
  }

  apply(envelopes: Envelope[]): void {
    if (envelopes.length === 0) return;
    this.applyChange((cache) =>
      envelopes.reduce((state, envelope) => applyEnvelope(state, envelope, this.me(), this.patches), cache),
    );
  }

  /** Refetches everything on screen. `isSomebodyElse`: data read before may no longer be visible to this person. */
  reset({ isSomebodyElse = false } = {}): void {
    this.earlier.markOutdated(this.read().details.keys(), isSomebodyElse ? "foreign" : "stale");
    // Pages read under the old access must not show while they are refetched.
    if (isSomebodyElse) this.queryClient.removeQueries({ type: "inactive" });
    void this.queryClient.invalidateQueries();
  }

  /** @returns a function that stops the binding */
  start(): () => void {
    const stopQueries = this.queryClient.getQueryCache().subscribe((event) => {
      if (event.type !== "updated") return;
      const { action, query } = event;
      if (action.type === "fetch") this.startedAt.set(query, currentMs());
      else if (action.type === "success" && !action.manual) this.catchUp(query);
      else if (action.type === "error") this.lost(goneFrom(refusalOf(action.error)));
    });
    const stopMutations = this.queryClient.getMutationCache().subscribe((event) => {
      if (event.type !== "updated") return;
      const { data, variables } = event.mutation.state;
      if (event.action.type === "error") this.refused(refusalOf(event.action.error), variables);
      if (event.action.type !== "success") return;
      const patch = patchOfMutation(event.mutation.options.mutationKey, data, variables);
      if (patch) this.applyChange((cache) => patch(cache, this.me()));
    });
    return () => {
      stopQueries();
      stopMutations();
      this.stale.stop();
      for (const { timer } of this.healing.values()) clearTimeout(timer);
      this.healing.clear();
    };
  }

  /** Applies events now, and again to every response that is in flight. */
  private applyChange(change: Change): void {
    const at = currentMs();
    this.recent = [...this.recent.filter((entry) => entry.at > at - REMEMBER_MS), { at, change }];
    this.change(change);
  }

  /** A conversation on screen is no longer readable, and no event has said so yet. */
  private lost(id: Id | null): void {
    if (id && isShown(this.read(), id)) this.applyChange((cache) => leave(cache, id, { why: "access", movedTo: null }));
  }

  /** A command was refused because the conversation has changed: refetch it. */
  private refused(refusal: Refusal | null, input: unknown): void {
    this.lost(goneFrom(refusal));
    const id = (input as { conversationId?: Id } | undefined)?.conversationId;
    if (!id || !refusal || !OVERTAKEN.includes(refusal.code)) return;
    this.stale.add([`detail:${id}`, ...listsWith(this.read(), id)]);
  }

  /** The response may be older than events that arrived since it was requested. */
  private catchUp(query: Query): void {
    const since = this.startedAt.get(query) ?? 0;
    const missed = this.recent.filter((entry) => entry.at >= since);
    // Access was already refetched when the event arrived; doing it again for every response would never end.
    queueMicrotask(() =>
      this.change((cache) => {
        const next = missed.reduce((state, entry) => entry.change(state), cache);
        return { ...next, stale: new Set([...next.stale].filter((mark) => mark !== "me")) };
      }),
    );
    const id = threadOf(query.queryKey);
    if (id) this.change((cache) => ({ ...cache, accessLosses: without(cache.accessLosses, id) }));
    if (id && this.earlier.answered(id)) void this.renew(id);
  }

  /** Refetches a shown thread completely, from its first item. Unchanged items keep their identity. */
  private async renew(id: Id): Promise<void> {
    const shown = () => this.read().details.get(id);
    for (let after = (shown()?.items[0]?.seq ?? 1) - 1; after < (shown()?.row.lastSeq ?? 0); ) {
      const items = await this.itemsSince({ conversationId: id, afterSeq: after }).catch(() => null);
      if (!items) return this.earlier.markOutdated([id], "stale"); // the next response tries again
      const last = items.at(-1);
      if (!last) return;
      this.change((cache) => applyItems(cache, id, items));
      after = last.seq;
    }
  }

  private change(change: Change): void {
    const before = { ...this.read(), ...this.unshown };
    const after = change(before);
    this.unshown = { known: after.known, waiting: after.waiting };
    writeCache(this.queryClient, this.queries, before, after);
    this.stale.add(after.stale);
    for (const [id, detail] of after.details) this.watchGap(id, detail);
  }

  private read(): CacheState {
    return { ...emptyCache(), ...readCache(this.queryClient, this.queries) };
  }

  private watchGap(id: Id, detail: ConversationDetail): void {
    if (gapAfter(detail) === null || this.healing.has(id)) return;
    this.healing.set(id, { tries: 0, timer: setTimeout(() => void this.heal(id), GAP_MS) });
  }

  private async heal(id: Id): Promise<void> {
    const afterSeq = this.gapOf(id);
    if (afterSeq === null) return void this.healing.delete(id);
    const items = await this.itemsSince({ conversationId: id, afterSeq }).catch(() => [] as Item[]);
    this.change((cache) => applyItems(cache, id, items));
    const entry = this.healing.get(id);
    if (!entry || this.gapOf(id) === null) return void this.healing.delete(id);
    entry.tries++;
    if (entry.tries < GAP_TRIES) {
      entry.timer = setTimeout(() => void this.heal(id), GAP_MS * 2 ** entry.tries);
    } else {
      this.healing.delete(id);
      this.stale.add([`detail:${id}`]);
    }
  }

  private gapOf(id: Id): number | null {
    const detail = this.read().details.get(id);
    return detail ? gapAfter(detail) : null;
  }
}
