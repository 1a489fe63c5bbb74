import type { PublicMessage, PublicThread } from "@/server/contract/sockets";

export type Threads = Map<string, PublicMessage[]>;

/** All messages of the visitor's conversations, oldest first. */
export const timeline = (threads: Threads): PublicMessage[] =>
  [...threads.values()].flat().sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : inOrder(a, b)));

const inOrder = (a: PublicMessage, b: PublicMessage) => a.publicSeq - b.publicSeq;

export const lastSeq = (messages: PublicMessage[] | undefined): number => messages?.at(-1)?.publicSeq ?? 0;

/**
 * Merges messages into their threads by `publicSeq`; existing ones are replaced, never duplicated.
 * @returns the new threads, the new messages, and whether one is missing before them (`publicSeq` is dense)
 */
export function merge(
  threads: Threads,
  conversationId: string,
  messages: PublicMessage[],
): { threads: Threads; added: PublicMessage[]; gap: boolean } {
  const known = threads.get(conversationId) ?? [];
  const bySeq = new Map(known.map((message) => [message.publicSeq, message]));
  const added = messages.filter((message) => !bySeq.has(message.publicSeq));
  for (const message of messages) bySeq.set(message.publicSeq, message);
  const all = [...bySeq.values()].sort(inOrder);
  const first = added[0];
  const gap = known.length > 0 && first !== undefined && first.publicSeq > lastSeq(known) + 1;
  return { threads: new Map(threads).set(conversationId, all), added, gap };
}

export const fromHello = (list: PublicThread[]): Threads =>
  new Map(list.map((thread) => [thread.conversationId, [...thread.messages].sort(inOrder)]));
