import { vi } from "vitest";
import { type DraftKey, setDraft } from "../components/conversations/drafts";
import { dropPending, getPending } from "../components/conversations/outbox";

const nothing = () => {};

/**
 * A device without unsent messages, with stubs for browser features that jsdom lacks. Call it before each test of a thread.
 * @param drafts the drafts to clear
 */
export function emptyDevice(drafts: Omit<DraftKey, "mode"> | null = null): void {
  for (const entry of getPending()) dropPending(entry.clientMessageId);
  for (const mode of ["reply", "note"] as const) if (drafts) setDraft({ ...drafts, mode }, "");
  sessionStorage.clear();
  const noMatch = { matches: false, addEventListener: nothing, removeEventListener: nothing, addListener: nothing };
  vi.stubGlobal("matchMedia", () => noMatch);
  vi.stubGlobal(
    "ResizeObserver",
    class {
      observe = nothing;
      unobserve = nothing;
      disconnect = nothing;
    },
  );
  Element.prototype.scrollTo = nothing;
  Element.prototype.hasPointerCapture = () => false;
  Element.prototype.scrollIntoView = nothing;
}
