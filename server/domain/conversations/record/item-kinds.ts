import type { items } from "@/db/schema";
import { catalog, WORKSPACE_LOCALE } from "@/messages/catalog";
import { CallDetail } from "@/server/contract/calls";
import type {
  AttachmentView,
  ConversationRow,
  ItemBase,
  ItemOf,
  StoredKind,
  UnknownItem,
} from "@/server/contract/conversations";
import {
  attachment,
  cardRecord,
  contactLabel,
  customerName,
  freeText,
  type Masking,
  systemLine,
} from "@/server/domain/text/mask";
import { oneLine } from "@/server/lib/text";
import { previewOf } from "./preview";

type ItemRow = typeof items.$inferSelect;
/** The columns of an item that belong to its kind. */
type StoredItem = Pick<
  ItemRow,
  | "direction"
  | "channel"
  | "body"
  | "system"
  | "detail"
  | "mentions"
  | "deliveryStatus"
  | "deliveryError"
  | "attempt"
  | "sendAt"
  | "clientMessageId"
> & { kind: string; attachments: AttachmentView[] | null };

type Own<K extends StoredKind> = Omit<ItemOf<K>, keyof ItemBase | "kind">;
export type LinePreview = Pick<ConversationRow, "preview" | "previewBy">;

/** Everything that the server knows about one kind of item. */
export type ItemKindDefinition<K extends StoredKind> = {
  /**
   * Shapes the fields that only this kind has, for one masking class. @returns null when the stored detail is not of this kind
   */
  load(stored: StoredItem, masking: Masking): Own<K> | null;
  /** The preview on the inbox row after such an item; null to keep the row's. */
  preview(own: Own<K>): LinePreview | null;
  /** `customer`: the customer may see it, so it also has a public number. */
  visibility: "customer" | "staff";
  /** The text of an item in which a reader finds words; empty for items that are not searchable. */
  searchText(own: Own<K>): string;
};

/** Whether a message has never left, and its author can take it back. */
export const isUndoable = ({
  deliveryStatus,
  attempt,
  sendAt,
}: Pick<StoredItem, "deliveryStatus" | "attempt" | "sendAt">): boolean =>
  deliveryStatus === "queued" && attempt === 1 && sendAt !== null;

const message: ItemKindDefinition<"message"> = {
  load(stored, masking) {
    if (!stored.direction) return null;
    const { deliveryStatus: status, deliveryError: error, attempt } = stored;
    const undoable = isUndoable(stored);
    return {
      direction: stored.direction,
      channel: stored.channel,
      body: freeText(stored.body, masking),
      delivery: status ? { status, error: error === null ? null : freeText(error, masking), attempt, undoable } : null,
      attachments: (stored.attachments ?? []).map((file, position) => attachment(file, position, masking)),
      clientMessageId: stored.clientMessageId,
    };
  },
  preview: ({ body, attachments, direction }) => ({
    preview: previewOf(body, attachments.length),
    previewBy: direction === "in" ? "customer" : "staff",
  }),
  visibility: "customer",
  searchText: ({ body }) => body,
};

const note: ItemKindDefinition<"note"> = {
  load: ({ body, clientMessageId, mentions }, masking) => ({
    body: freeText(body, masking),
    clientMessageId,
    mentions: mentions ?? [],
  }),
  preview: ({ body }) => ({ preview: oneLine(body), previewBy: "note" }),
  visibility: "staff",
  searchText: ({ body }) => body,
};

const system: ItemKindDefinition<"system"> = {
  load: (stored, masking) => (stored.system ? { system: systemLine(stored.system, masking) } : null),
  preview: () => null,
  visibility: "staff",
  searchText: () => "",
};

const summaryKey = ({ direction, outcome }: CallDetail) => `${direction}.${outcome ?? "ongoing"}`;
/** The search text is stored, in the language of the workspace. */
const callSummary = ({ direction, outcome }: CallDetail): string =>
  catalog("workspace", WORKSPACE_LOCALE).calls.summary[direction][outcome ?? "ongoing"];

const call: ItemKindDefinition<"call"> = {
  load({ channel, detail }, masking) {
    const { data } = CallDetail.safeParse(detail);
    return data ? { channel, call: maskedCall(data, masking) } : null;
  },
  preview: (own) => ({ preview: summaryKey(own.call), previewBy: "call" }),
  visibility: "staff",
  searchText: (own) => [callSummary(own.call), ...own.call.participants.map(({ name }) => name)].join(" "),
};

/** A masked reader sees which of our people took part and that there is a recording, but neither hears it nor sees the customer's number. */
function maskedCall(detail: CallDetail, masking: Masking): CallDetail {
  if (!masking.masked) return detail;
  const participants = detail.participants.map((one) => ({
    ...one,
    name: one.role === "customer" ? customerName(one.name, masking) : freeText(one.name, masking),
    address: one.address === null ? null : contactLabel("phone", one.address, masking),
  }));
  const wrapUps = detail.wrapUps?.map((one) => ({ ...one, name: freeText(one.name, masking) }));
  const recordings = detail.recordings?.map(({ transcript: _, speech: __, ...recording }) => ({
    ...recording,
    id: null,
  }));
  const cards = detail.cards?.map((one) => cardRecord(one, masking));
  const lists = { ...(wrapUps && { wrapUps }), ...(recordings && { recordings }), ...(cards && { cards }) };
  return { ...detail, participants, ...lists, recordingRef: null, transcriptRef: null };
}

/** The definition of every stored kind of item. A kind without one does not compile. */
export const itemKinds: { readonly [K in StoredKind]: ItemKindDefinition<K> } = { message, note, system, call };

const isStoredKind = (kind: string): kind is StoredKind => Object.hasOwn(itemKinds, kind);
const definitionOf = (kind: StoredKind) => itemKinds[kind] as ItemKindDefinition<StoredKind>;

/** Shapes one stored item. An item that this version cannot read becomes `unknown`, without its content. */
export function ownOf(stored: StoredItem, masking: Masking): { kind: UnknownItem["kind"] | StoredKind } {
  const own = isStoredKind(stored.kind) ? definitionOf(stored.kind).load(stored, masking) : null;
  return own ? { kind: stored.kind as StoredKind, ...own } : { kind: "unknown" };
}

/** The text of one item in which a reader of this masking class finds words: what they see. */
export function searchTextOf(stored: StoredItem, masking: Masking): string {
  const definition = isStoredKind(stored.kind) ? definitionOf(stored.kind) : null;
  const own = definition?.load(stored, masking);
  return definition && own ? definition.searchText(own) : "";
}

/**
 * The effects of an item on its conversation, by kind. The customer does not see a message before it leaves.
 * @throws Error for an unknown kind, or a detail that is not of the kind
 */
export function effectOf(entry: Pick<StoredItem, "kind"> & Partial<StoredItem>): {
  isPublic: boolean;
  line: LinePreview | null;
} {
  const empty = {
    direction: null,
    channel: null,
    body: "",
    system: null,
    detail: null,
    mentions: null,
    clientMessageId: null,
  };
  const noDelivery = { deliveryStatus: null, deliveryError: null, attempt: 0, sendAt: null, attachments: [] };
  const definition = isStoredKind(entry.kind) ? definitionOf(entry.kind) : null;
  const own = definition?.load({ ...empty, ...noDelivery, ...entry } as StoredItem, { masked: false });
  if (!definition || !own) throw new Error(`not an entry of a known kind: ${entry.kind}`);
  return { isPublic: definition.visibility === "customer" && !entry.sendAt, line: definition.preview(own) };
}
