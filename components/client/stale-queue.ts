import type { QueryClient } from "@tanstack/react-query";
import { currentMs } from "@/components/ui/clock";
import type { StaleMark } from "./cache-state";
import { keys, trpcKeys } from "./query-keys";

const EVERY_MS = 2000;
const FIRST_MS = 300;

const NOW: ReadonlySet<StaleMark> = new Set(["me", "counts:now", "settings", "replies", "callers"]);

/** Refetches data that could not be patched: open threads and losses at once, counts and lists at most every 2 s. */
export class StaleQueue {
  private readonly soon = new Set<StaleMark>();
  private timer: ReturnType<typeof setTimeout> | null = null;
  private flushedAt = 0;

  constructor(
    private readonly queryClient: QueryClient,
    private readonly meChanged: () => void,
  ) {}

  add(marks: Iterable<StaleMark>): void {
    for (const mark of marks) {
      if (mark.startsWith("detail:") || NOW.has(mark)) this.ask(mark);
      else this.soon.add(mark);
    }
    if (this.soon.size === 0 || this.timer) return;
    this.timer = setTimeout(() => this.flush(), Math.max(FIRST_MS, this.flushedAt + EVERY_MS - currentMs()));
  }

  stop(): void {
    if (this.timer) clearTimeout(this.timer);
    this.timer = null;
  }

  private flush(): void {
    this.timer = null;
    this.flushedAt = currentMs();
    const marks = [...this.soon];
    this.soon.clear();
    for (const mark of marks) this.ask(mark);
  }

  private ask(mark: StaleMark): void {
    const { queryClient } = this;
    const at = mark.indexOf(":");
    const kind = at < 0 ? mark : mark.slice(0, at);
    const id = mark.slice(at + 1);
    if (kind === "me") this.meChanged();
    else if (kind === "settings" || kind === "replies")
      void queryClient.invalidateQueries({ queryKey: trpcKeys[kind].pathKey() });
    else if (kind === "counts")
      void queryClient.invalidateQueries({ queryKey: trpcKeys.conversations.counts.pathKey() });
    else if (kind === "callers") void queryClient.invalidateQueries({ queryKey: trpcKeys.calls.pathKey() });
    else if (kind === "calls") void queryClient.invalidateQueries({ queryKey: trpcKeys.calls.work.queryKey() });
    else if (kind === "endpoints")
      void queryClient.invalidateQueries({ queryKey: trpcKeys.settings.endpoints.queryKey() });
    else if (kind === "detail") void queryClient.invalidateQueries({ queryKey: keys.detail(id) });
    else if (kind === "context") void queryClient.invalidateQueries({ queryKey: keys.context(id) });
    else {
      const query = queryClient.getQueryCache().get(id);
      if (query) void queryClient.invalidateQueries({ queryKey: query.queryKey, exact: true });
    }
  }
}
