import { and, eq, ne, sql } from "drizzle-orm";
import { customers } from "@/db/schema";
import { causedByCustomer, type Write } from "@/server/domain/command";
import { placeholderName } from "@/server/domain/text/normalize";
import type { Stored } from "./arrival";

/** Stores the name that a visitor gives after the first message, which replaces "Web visitor". */
export async function learnName(write: Write, { arrival, customerId }: Stored): Promise<void> {
  const { displayName, from } = arrival;
  if (!displayName) return;
  const { tx, emit } = causedByCustomer(write, customerId);
  const renamed = await tx
    .update(customers)
    .set({ name: displayName, version: sql`${customers.version} + 1` })
    .where(
      and(
        eq(customers.id, customerId),
        eq(customers.source, "inbound"),
        eq(customers.name, placeholderName(from)),
        ne(customers.name, displayName),
      ),
    )
    .returning({ id: customers.id });
  if (renamed.length > 0) emit("customer.changed", { customerId });
}
