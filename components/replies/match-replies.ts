import type { SavedReply } from "@/server/contract/replies";

const fold = (text: string): string => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();

/** How well a saved reply matches, 0 best; null when a word is nowhere in it. */
function rank({ name, shortcut, body }: SavedReply, query: string): number | null {
  const words = query.split(/\s+/).filter(Boolean);
  const all = fold(`${name} ${shortcut ?? ""} ${body}`);
  if (!words.every((word) => all.includes(word))) return null;
  const folded = fold(name);
  if (shortcut && fold(shortcut) === query) return 0;
  if (shortcut && fold(shortcut).startsWith(query)) return 1;
  if (folded.startsWith(query)) return 2;
  return words.every((word) => folded.includes(word)) ? 3 : 4;
}

/**
 * The saved replies whose shortcut, name or text has every word of the query: those with that shortcut first, then by name, then by
 * text. Equal matches keep the order of the list, the most used first.
 */
export function matchReplies(replies: readonly SavedReply[], text: string): SavedReply[] {
  const query = fold(text.trim());
  if (query === "") return [...replies];
  return replies
    .flatMap((reply) => {
      const at = rank(reply, query);
      return at === null ? [] : { reply, at };
    })
    .sort((a, b) => a.at - b.at)
    .map(({ reply }) => reply);
}
