import {
  AddCustomerNote,
  CustomerContextInput,
  EarlierConversationInput,
  RecordConsent,
} from "@/server/contract/customers";
import { recordConsent } from "@/server/domain/conversations/opt-out/record-consent";
import { addCustomerNote } from "@/server/domain/conversations/thread/add-customer-note";
import { customerContext } from "@/server/domain/conversations/thread/customer-context";
import { earlierThread } from "@/server/domain/conversations/thread/earlier-thread";
import { router, staff } from "../procedures";

export const customersRouter = router({
  context: staff.input(CustomerContextInput).query(({ ctx, input }) => customerContext(ctx, input)),
  earlierThread: staff.input(EarlierConversationInput).query(({ ctx, input }) => earlierThread(ctx, input)),
  addNote: staff.input(AddCustomerNote).mutation(({ ctx, input }) => addCustomerNote(ctx, input)),
  recordConsent: staff.input(RecordConsent).mutation(({ ctx, input }) => recordConsent(ctx, input)),
});
