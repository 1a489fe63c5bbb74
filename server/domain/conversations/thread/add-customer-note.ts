import { eq, sql } from "drizzle-orm";
import { customerNotes, customers } from "@/db/schema";
import { AddCustomerNote, type CustomerNote } from "@/server/contract/customers";
import { DomainError } from "@/server/contract/errors";
import type { PersonActor } from "@/server/contract/team";
import { command, type Write } from "@/server/domain/command";
import { maskingFor } from "@/server/domain/team/policy";
import { freeText } from "@/server/domain/text/mask";
import { loadConversation } from "../record/load-conversation";

/**
 * Adds a note about a customer, for staff only. Repeated requests with the same `noteId` add one note.
 * @throws DomainError "not_found"; "conflict" when the id belongs to another note
 */
export const addCustomerNote = command(
  AddCustomerNote,
  async (write: Write<PersonActor>, { conversationId, noteId, body }): Promise<CustomerNote> => {
    const { tx, actor, now, emit } = write;
    const { customerId } = await loadConversation(tx, actor, conversationId);
    const written = await tx
      .insert(customerNotes)
      .values({ id: noteId, customerId, authorId: actor.id, body, at: now })
      .onConflictDoNothing()
      .returning();
    const [note] =
      written.length > 0 ? written : await tx.select().from(customerNotes).where(eq(customerNotes.id, noteId));
    if (note?.customerId !== customerId || note.authorId !== actor.id || note.body !== body) {
      throw new DomainError("conflict", "noteDiffers");
    }
    if (written.length > 0) {
      await tx
        .update(customers)
        .set({ version: sql`${customers.version} + 1` })
        .where(eq(customers.id, customerId));
      emit("customer.changed", { customerId });
    }
    return { id: noteId, body: freeText(note.body, maskingFor(actor)), author: actor.name, at: note.at.toISOString() };
  },
);
