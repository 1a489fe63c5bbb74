import type { BoardDelta, LoggedEvent } from "@/server/contract/events";
import type { Id } from "@/server/contract/ids";
import type { Scope } from "@/server/contract/team";
import type { Ctx } from "@/server/domain/context";
import { boardDelta } from "@/server/domain/conversations/workload/board";
import type { Hydrated } from "@/server/domain/sync/hydrate";
import type { Registry } from "@/server/domain/sync/registry";
import { currentMs } from "@/server/lib/clock";
import { log } from "@/server/lib/log";
import type { StaffSocket } from "./staff";

const EVERY_MS = 500;

/**
 * Pushes changed tiles to open boards: collects changes, reads them once, and pushes at most twice a second. Reads nothing
 * while no board is open.
 */
export class BoardPush {
  private readonly placeIds = new Set<Id>();
  private readonly userIds = new Set<Id>();
  private timer: NodeJS.Timeout | null = null;
  private pushedAt = 0;

  constructor(
    private readonly ctx: Ctx,
    private readonly watchers: () => StaffSocket[],
    private readonly nouns: Registry,
  ) {}

  receive(batch: LoggedEvent[], hydrated: Hydrated): void {
    if (this.watchers().length === 0) return;
    for (const event of batch) {
      const entity = hydrated.get(event.cursor)?.entity;
      const tiles = entity && this.nouns.get(event.type)?.tiles?.(entity, event);
      for (const id of tiles?.placeIds ?? []) if (id) this.placeIds.add(id);
      for (const id of tiles?.userIds ?? []) if (id) this.userIds.add(id);
    }
    if (this.placeIds.size + this.userIds.size === 0) return;
    this.timer ??= setTimeout(() => void this.push(), Math.max(0, this.pushedAt + EVERY_MS - currentMs()));
  }

  stop(): void {
    if (this.timer) clearTimeout(this.timer);
  }

  private async push(): Promise<void> {
    this.timer = null;
    this.pushedAt = currentMs();
    const [placeIds, userIds] = [[...this.placeIds], [...this.userIds]];
    this.placeIds.clear();
    this.userIds.clear();
    try {
      const delta = await boardDelta(this.ctx.db, placeIds, userIds);
      for (const socket of this.watchers()) {
        const mine = within(delta, socket.data.actor.scope);
        if (mine.places.length + mine.people.length > 0) socket.emit("board", mine);
      }
    } catch (error) {
      log.warn({ err: error }, "the board could not be read; the next change pushes it again");
    }
  }
}

/** The tiles of this supervisor's board. */
function within(delta: BoardDelta, { all, placeIds }: Scope): BoardDelta {
  if (all) return delta;
  const isMine = (id: Id) => placeIds.includes(id);
  return {
    places: delta.places.filter(({ place }) => isMine(place.id)),
    people: delta.people.filter(({ person }) => person.placeIds.length === 0 || person.placeIds.some(isMine)),
  };
}
