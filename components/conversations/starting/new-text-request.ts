import { createStore } from "@/components/client/store";

/** A new text that is being written, to a number as it was typed elsewhere; null when there is none. */
export const newText = createStore<{ phone: string } | null>(null);
