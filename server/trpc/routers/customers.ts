import {
  AddCustomerNote,
  CustomerContextInput,
  EarlierConversationInput,
  RecordConsent,
} from "@/server/contract/customers";
import { recordConsent } from "@/server/domain/consent/record-consent";
import { addCustomerNote } from "@/server/domain/customers/add-customer-note";
import { customerContext } from "@/server/domain/customers/customer-context";
import { earlierThread } from "@/server/domain/customers/earlier-thread";
import { router, staff } from "../procedures";

export const customersRouter = router({
  context: staff.input(CustomerContextInput).query(({ ctx, input }) => customerContext(ctx, input)),
  earlierThread: staff.input(EarlierConversationInput).query(({ ctx, input }) => earlierThread(ctx, input)),
  addNote: staff.input(AddCustomerNote).mutation(({ ctx, input }) => addCustomerNote(ctx, input)),
  recordConsent: staff.input(RecordConsent).mutation(({ ctx, input }) => recordConsent(ctx, input)),
});
