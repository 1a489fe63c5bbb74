import type { Tx } from "@/db/client";
import { type CustomerHit, SEARCH_LIMITS, type SearchFilter, type SearchGroup } from "@/server/contract/search";
import type { ScopedActor } from "@/server/contract/team";
import { maskingFor } from "@/server/domain/team/policy";
import { contactLabel, customerName } from "@/server/domain/text/mask";
import { type FoundCustomer, findCustomers, findSimilar } from "./find-customers";
import { beginsWith, hasEveryWord, markPart, markWords, plain } from "./marked";
import type { Terms } from "./terms";
import { toIso } from "./visible";

const MASKED_CANDIDATES = 200;

/** Customers by name, number or e-mail address; when nobody has it, those whose name is similar. */
export async function customerHits(
  tx: Tx,
  actor: ScopedActor,
  { terms, filter }: { terms: Terms; filter: SearchFilter },
): Promise<SearchGroup<CustomerHit>> {
  const masking = maskingFor(actor);
  const { customers: most } = SEARCH_LIMITS;
  const search = { terms, filter, limit: masking.masked ? MASKED_CANDIDATES : most + 1, isMasked: masking.masked };
  const found = await findCustomers(tx, actor, search);
  // A masked reader finds customers by the name that they see, and by nothing else.
  const seen = masking.masked
    ? found.filter(({ name }) => hasEveryWord(customerName(name, masking), terms.words, beginsWith))
    : found;
  const isSimilar = seen.length === 0;
  const shown = isSimilar ? await findSimilar(tx, actor, search) : seen;
  const named = masking.masked ? shown.filter(({ name }) => customerName(name, masking) === name) : shown;
  const toHit = ({ name, kind, value, lastMessageAt, ...row }: FoundCustomer): CustomerHit => ({
    ...row,
    lastMessageAt: toIso(lastMessageAt),
    name: markWords(customerName(name, masking), terms.words, beginsWith),
    contact: contactOf(contactLabel(kind, value, masking), terms, masking.masked),
    isSimilar,
  });
  return { hits: named.slice(0, most).map(toHit), hasMore: named.length > most, isCut: false };
}

const contactOf = (label: string, { digits, email }: Terms, isMasked: boolean) =>
  isMasked ? plain(label) : markPart(label, digits || email);
