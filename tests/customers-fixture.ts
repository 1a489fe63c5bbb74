import { uuidv7 } from "uuidv7";
import type { Db } from "@/db/client";
import { makeConversation, makeCustomer, makeEndpoint } from "@/db/factories";
import { sharedIdentities, unverifiedIdentities } from "@/db/schema";
import type { Id } from "@/server/contract/ids";
import { receiveMessage } from "@/server/domain/conversations/receiving/receive-message";
import { customerContext } from "@/server/domain/conversations/thread/customer-context";
import { getConversation } from "@/server/domain/conversations/thread/get-conversation";
import { mergeCustomers } from "@/server/domain/conversations/thread/merge-customers";
import { unmergeCustomers } from "@/server/domain/conversations/thread/unmerge-customers";
import { inbound } from "./inbound";
import { twoStores } from "./two-stores";

/** A customer with a number and a conversation at Pine Street. */
export type Someone = { customerId: Id; conversationId: Id; phone: string; name: string };

/** Two stores, a text number at Pine Street, and customers whom Ana merges. */
export async function customersWorld(opened?: Db) {
  const world = await twoStores(opened);
  const { db, ana, as } = world;
  const endpoint = await makeEndpoint(db, { placeId: world.pine.id, address: "+14155559000" });
  let phones = 0;
  return {
    ...world,
    endpoint,
    /** @param name without one, they are unknown: their number stands for it */
    async someone(name?: string): Promise<Someone> {
      const phone = `+1415555${String(1000 + phones++)}`;
      const customer = await makeCustomer(db, { name: name ?? phone, identities: [{ kind: "phone", value: phone }] });
      const own = { placeId: world.pine.id, customerId: customer.id, endpointId: endpoint.id, contactValue: phone };
      const { id } = await makeConversation(db, own);
      return { customerId: customer.id, conversationId: id, phone, name: customer.name };
    },
    contextOf: ({ conversationId }: Someone) => customerContext(as(ana), { conversationId }),
    nameIn: async ({ conversationId }: Someone) =>
      (await getConversation(as(ana), { conversationId })).row.customer.name,
    async merge({ conversationId, customerId }: Someone, other: Someone): Promise<Id> {
      const input = { mergeId: uuidv7(), conversationId, customerId, otherId: other.customerId };
      await mergeCustomers(as(ana), { ...input, keep: "other", evidence: "They said so" });
      return input.mergeId;
    },
    unmerge: ({ conversationId }: Someone, mergeId: Id) => unmergeCustomers(as(ana), { conversationId, mergeId }),
    text: (from: string, body: string) =>
      receiveMessage(
        world.system(),
        { connectionId: endpoint.connectionId },
        inbound(endpoint.address, from, body, { at: world.now() }),
      ),
    /** Somebody leaves a number in the chat, without proof that it is theirs. */
    leaves: ({ customerId }: Someone, value: string) =>
      db.insert(unverifiedIdentities).values({ id: uuidv7(), visitorId: uuidv7(), customerId, kind: "phone", value }),
    /** A system of record gives this number to this customer too. */
    shares: ({ customerId }: Someone, value: string) =>
      db.insert(sharedIdentities).values({ kind: "phone", value, customerId, source: "till" }),
  };
}
export type CustomersWorld = Awaited<ReturnType<typeof customersWorld>>;
