import { sql } from "drizzle-orm";
import type { z } from "zod";
import type { Db, Tx } from "@/db/client";
import { prepared } from "@/db/prepared";
import type { EarlierItems, Item } from "@/server/contract/conversations";
import type { Id } from "@/server/contract/ids";
import type { ScopedActor } from "@/server/contract/team";
import type { Ctx } from "@/server/domain/context";
import { maskingFor } from "@/server/domain/team/policy";
import type { Masking } from "@/server/domain/text/mask";
import { loadConversation } from "../record/load-conversation";
import { selectItems, toItem } from "../record/rows";

const PAGE = 50;
/** The largest value of the `seq` column, greater than any item's. */
const BEYOND = 2 ** 31 - 1;
type ItemPage = { items: Item[]; hasEarlier: boolean };

/**
 * Loads the 50 items before a `seq`, oldest first.
 * @throws DomainError "not_found"
 */
export async function earlierItems(
  { db, actor }: Ctx<ScopedActor>,
  { conversationId, beforeSeq }: z.input<typeof EarlierItems>,
): Promise<ItemPage> {
  await loadConversation(db, actor, conversationId);
  return page(db, { conversationId, beforeSeq }, maskingFor(actor));
}

/** Loads the newest 50 items, oldest first. Does not authorize. */
export const newestItems = (db: Db | Tx, conversationId: Id, masking: Masking): Promise<ItemPage> =>
  page(db, { conversationId, beforeSeq: BEYOND }, masking);

type Before = { conversationId: Id; beforeSeq: number };

async function page(db: Db | Tx, before: Before, masking: Masking): Promise<ItemPage> {
  const statement = prepared(db, "items_before", () =>
    selectItems(
      db,
      sql`select * from items where conversation_id = ${sql.placeholder("conversationId")}::uuid
        and seq < ${sql.placeholder("beforeSeq")}::int order by seq desc nulls last limit ${sql.raw(String(PAGE + 1))}`,
    ).prepare("items_before"),
  );
  const found = await statement.execute(before);
  return { items: found.slice(-PAGE).map((raw) => toItem(raw, masking)), hasEarlier: found.length > PAGE };
}
