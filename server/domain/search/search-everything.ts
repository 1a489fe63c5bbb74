import { sql } from "drizzle-orm";
import { uuidv7 } from "uuidv7";
import type { Tx } from "@/db/client";
import { customerSearches } from "@/db/schema";
import {
  type ProductHit,
  SEARCH_LIMITS,
  type SearchGroup,
  SearchInput,
  type SearchResults,
} from "@/server/contract/search";
import type { PersonActor } from "@/server/contract/team";
import { findSkus } from "@/server/domain/commerce/find-skus";
import type { Ctx } from "@/server/domain/context";
import { type SharedLimit, takeShared } from "@/server/domain/settings/shared-limits";
import { seesPersonalData } from "@/server/domain/team/policy";
import { dbErrorCode } from "@/server/lib/db-errors";
import { customerHits } from "./customer-hits";
import { markPart, markWords } from "./marked";
import { messageHits } from "./message-hits";
import { orderHits } from "./order-hits";
import { type Terms, termsOf } from "./terms";

/** Each pause while typing is a search. Enough for a busy person, and too few to try all endings of a number. */
export const SEARCHES: SharedLimit = { name: "searches", points: 600, seconds: 600 };
/** A group that takes longer is given up. */
const TIMEOUT = "1500";
const TIMED_OUT = "57014";

const none = { hits: [], hasMore: false, isCut: false };
const NOTHING: SearchResults = {
  customers: none,
  messages: none,
  orders: none,
  products: none,
  areNumbersHidden: false,
};

/**
 * Finds customers, messages and notes, orders and products by words, parts of numbers and similar names: only what this person may see,
 * by what they see of it. How many customers were found is recorded (`customer_searches`); what was typed is not.
 *
 * A filter by person, time or attachment is about messages, so the other groups are empty; one by place or channel is not about products.
 * @throws DomainError "rate_limited" after too many searches of this person
 * @source Storeline's read model
 */
export async function searchEverything(ctx: Ctx<PersonActor>, raw: SearchInput): Promise<SearchResults> {
  const { text, messages: limit, ...filter } = SearchInput.parse(raw);
  const terms = text.includes("\0") ? null : termsOf(text);
  if (!terms) return NOTHING;
  await takeShared(ctx.db, SEARCHES, ctx.actor.id, "tooManySearches");
  const { actor } = ctx;
  const isAboutMessages = Boolean(filter.personId || filter.from || filter.before || filter.hasAttachment);
  const isAnywhere = !filter.placeId && !filter.channel;
  const areNumbersHidden = !seesPersonalData(actor) && terms.words.some((word) => /\d/.test(word));
  const customers = isAboutMessages ? none : await inTime(ctx, (tx) => customerHits(tx, actor, { terms, filter }));
  const orders = isAboutMessages ? none : await inTime(ctx, (tx) => orderHits(tx, actor, { terms, filter }));
  const products = isAboutMessages || !isAnywhere ? none : await inTime(ctx, (tx) => productHits(tx, terms));
  const messages = areNumbersHidden
    ? none
    : await inTime(ctx, (tx) => messageHits(tx, actor, { words: terms.words, filter, limit }));
  await record(ctx, customers.hits.length);
  return { customers, messages, orders, products, areNumbersHidden };
}

/** Runs one group of the search in a transaction that ends in time, so that a slow one does not take the others with it. */
async function inTime<Hit>({ db }: Ctx, run: (tx: Tx) => Promise<SearchGroup<Hit>>): Promise<SearchGroup<Hit>> {
  try {
    return await db.transaction(async (tx) => {
      await tx.execute(sql`select set_config('statement_timeout', ${TIMEOUT}, true)`);
      return run(tx);
    });
  } catch (error) {
    if (dbErrorCode(error) !== TIMED_OUT) throw error;
    return { hits: [], hasMore: false, isCut: true };
  }
}

async function productHits(tx: Tx, { text, words }: Terms): Promise<SearchGroup<ProductHit>> {
  const most = SEARCH_LIMITS.products;
  const found = await findSkus(tx, text, most + 1);
  const isPart = (word: string, wanted: string) => word.includes(wanted);
  const hits = found.slice(0, most).map((sku) => ({
    ...sku,
    title: markWords(sku.title, words, isPart),
    code: markPart(sku.code, text),
  }));
  return { hits, hasMore: found.length > most, isCut: false };
}

async function record({ db, actor, now }: Ctx<PersonActor>, found: number): Promise<void> {
  if (found > 0) await db.insert(customerSearches).values({ id: uuidv7(), userId: actor.id, found, at: now() });
}
