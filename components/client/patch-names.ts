import type { CallbackView } from "@/server/contract/callbacks";
import type { ConversationRow, Item } from "@/server/contract/conversations";
import type { Entity } from "@/server/contract/events";
import type { Me, Person } from "@/server/contract/team";
import { type CacheState, mapValues, type StaleMark, withStale } from "./cache-state";
import { mapCallbacks } from "./patch-callbacks";

type Named = { id: string; name: string };
const byName = (a: Named, b: Named): number => a.name.localeCompare(b.name) || (a.id < b.id ? -1 : 1);

/** Returns the same object when it does not concern the renamed one or already shows the name. */
const named = <N extends Named | null>(shown: N, { id, name }: Named): N =>
  shown && shown.id === id && shown.name !== name ? { ...shown, name } : shown;

/** Applies a new name to every conversation a screen shows, in lists and threads. */
export function renameRows(cache: CacheState, rename: (row: ConversationRow) => ConversationRow): CacheState {
  const all = (rows: ConversationRow[]) => sameOr(rows, rows.map(rename));
  const lists = mapValues(cache.lists, (list) => {
    const pages = list.data.pages.map((page) => {
      const rows = all(page.rows);
      return rows === page.rows ? page : { ...page, rows };
    });
    return sameOr(list.data.pages, pages) === list.data.pages ? list : { ...list, data: { ...list.data, pages } };
  });
  const details = mapValues(cache.details, (detail) => {
    const [row, alsoOpen] = [rename(detail.row), all(detail.alsoOpen)];
    return row === detail.row && alsoOpen === detail.alsoOpen ? detail : { ...detail, row, alsoOpen };
  });
  const callbacks = cache.callbacks && mapCallbacks(cache.callbacks, all);
  return { ...cache, lists, details, callbacks };
}

function renamedCallback(callback: CallbackView | null, person: Named): CallbackView | null {
  if (!callback) return null;
  const [assignee, scheduledBy] = [named(callback.assignee, person), named(callback.scheduledBy, person)];
  const isSame = assignee === callback.assignee && scheduledBy === callback.scheduledBy;
  return isSame ? callback : { ...callback, assignee, scheduledBy };
}

export function placePerson(cache: CacheState, person: Person, me: Me): CacheState {
  const people = cache.people ? [...cache.people.filter((other) => other.id !== person.id), person].sort(byName) : null;
  const renamed = renameRows({ ...cache, people }, (row) => {
    const assignee = named(row.assignee, person);
    const [from, toUser] = [named(row.offer?.from ?? null, person), named(row.offer?.toUser ?? null, person)];
    const isSameOffer = from === (row.offer?.from ?? null) && toUser === (row.offer?.toUser ?? null);
    const callback = renamedCallback(row.callback, person);
    if (assignee === row.assignee && isSameOffer && callback === row.callback) return row;
    return { ...row, assignee, callback, offer: row.offer && from ? { ...row.offer, from, toUser } : row.offer };
  });
  const details = mapValues(renamed.details, (detail) => {
    const items = sameOr(
      detail.items,
      detail.items.map((item) => authored(item, person)),
    );
    return items === detail.items ? detail : { ...detail, items };
  });
  const next = { ...renamed, details };
  return person.id === me.id ? withStale(next, "me") : next;
}

function authored(item: Item, person: Named): Item {
  const author = named(item.author, person);
  return author === item.author ? item : { ...item, author };
}

/** A place changed: updates its name wherever it is shown, and the list of places to choose from. */
export function placePlace(cache: CacheState, { place, takesWork }: Extract<Entity, { kind: "place" }>): CacheState {
  const { id, kind, name } = place;
  const before = cache.places?.find((other) => other.id === id)?.name;
  const places = cache.places
    ? [...cache.places.filter((other) => other.id !== id), ...(takesWork ? [place] : [])].sort(byName)
    : null;
  const at = <P extends { id: string; kind: typeof kind; name: string }>(shown: P): P =>
    shown.id === id && (shown.name !== name || shown.kind !== kind) ? { ...shown, kind, name } : shown;
  const renamed = renameRows({ ...cache, places }, (row) => {
    const shown = at(row.place);
    const toPlace = named(row.offer?.toPlace ?? null, place);
    if (shown === row.place && toPlace === (row.offer?.toPlace ?? null)) return row;
    return { ...row, place: shown, offer: row.offer && { ...row.offer, toPlace } };
  });
  // Saved replies have their place's name, and are not patched.
  const marks: StaleMark[] = before === name ? [] : ["replies"];
  const contexts = mapValues(renamed.contexts, (context, key) => {
    // Fulfillments have a place's name without its id, so orders that may show this place are refetched.
    const mayShow = (shown: string | null) =>
      shown !== null && shown !== name && (before === undefined || shown === before);
    if (context.orders.some((order) => order.fulfilments.some(({ placeName }) => mayShow(placeName))))
      marks.push(`context:${key}`);
    const earlier = sameOr(
      context.earlier,
      context.earlier.map((one) => (at(one.place) === one.place ? one : { ...one, place: at(one.place) })),
    );
    return earlier === context.earlier ? context : { ...context, earlier };
  });
  const stock = mapValues(renamed.stock, (list) =>
    sameOr(
      list,
      list.map((shown) => {
        const levels = shown.levels.map((level) =>
          level.placeId === id && level.placeName !== name ? { ...level, placeName: name } : level,
        );
        return sameOr(shown.levels, levels) === shown.levels ? shown : { ...shown, levels };
      }),
    ),
  );
  return withStale({ ...renamed, contexts, stock }, ...marks);
}

/** The list as it was when no entry of it changed. */
function sameOr<V>(before: V[], after: V[]): V[] {
  return after.length === before.length && after.every((one, at) => one === before[at]) ? before : after;
}
