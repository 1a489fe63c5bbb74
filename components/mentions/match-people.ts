import type { ConversationRow } from "@/server/contract/conversations";
import type { Id } from "@/server/contract/ids";
import type { Mention } from "@/server/contract/mentions";
import type { Person } from "@/server/contract/team";
import { rowReadable } from "@/server/contract/views";

const fold = (text: string): string => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();

/** Whether this person may read the conversation now, by the rule by which the server decides. */
export const mayRead = ({ id, disabled, scopeAll, placeIds }: Person, row: ConversationRow): boolean =>
  !disabled && rowReadable(row, { id, scope: { all: scopeAll, placeIds } });

/** How near a person is to a conversation: its owner, who follows it, who works where it is, everybody else. */
function distance({ id, placeIds }: Person, row: ConversationRow): number {
  if (row.assignee?.id === id) return 0;
  if (row.followers[id] !== undefined) return 1;
  return placeIds.includes(row.place.id) ? 2 : 3;
}

/** The colleagues of this person who may read the conversation, the nearest first. */
export const readersOf = (people: readonly Person[], row: ConversationRow, meId: Id): Person[] =>
  people
    .filter((person) => person.id !== meId && mayRead(person, row))
    .sort((a, b) => distance(a, row) - distance(b, row));

/** The people of whose names each word of the query begins a part, those whose name begins with it first. */
export function matchPeople(people: readonly Person[], text: string): Person[] {
  const query = fold(text.trim());
  if (query === "") return [...people];
  const words = query.split(/\s+/);
  const matching = people.filter(({ name }) => {
    const parts = fold(name).split(/[\s'’-]+/);
    return words.every((word) => parts.some((part) => part.startsWith(word)) || fold(name).startsWith(word));
  });
  const begins = ({ name }: Person) => (fold(name).startsWith(query) ? 0 : 1);
  return matching.sort((a, b) => begins(a) - begins(b));
}

/** Of two people with one name, the text names the place, too. A label that another person has in this note gets a number. */
export function labelOf(person: Person, readers: readonly Person[], where: string, chosen: readonly Mention[]): string {
  const isNamesake = (other: Person) => other.id !== person.id && fold(other.name) === fold(person.name);
  const label = readers.some(isNamesake) && where ? `${person.name} (${where})` : person.name;
  const isTaken = (one: string) => chosen.some((other) => other.label === one && other.userId !== person.id);
  let free = label;
  for (let n = 2; isTaken(free); n++) free = `${label} ${n}`;
  return free;
}
