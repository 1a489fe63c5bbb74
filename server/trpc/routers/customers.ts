import {
  ChooseCustomer,
  FindCustomers,
  MergeCustomers,
  NameCustomer,
  UnmergeCustomers,
} from "@/server/contract/customer-merges";
import {
  AddCustomerNote,
  CustomerContextInput,
  EarlierConversationInput,
  RecordConsent,
} from "@/server/contract/customers";
import { recordConsent } from "@/server/domain/conversations/opt-out/record-consent";
import { addCustomerNote } from "@/server/domain/conversations/thread/add-customer-note";
import { chooseCustomer } from "@/server/domain/conversations/thread/choose-customer";
import { customerContext } from "@/server/domain/conversations/thread/customer-context";
import { earlierThread } from "@/server/domain/conversations/thread/earlier-thread";
import { findCustomers } from "@/server/domain/conversations/thread/find-customers";
import { mergeCustomers } from "@/server/domain/conversations/thread/merge-customers";
import { nameCustomer } from "@/server/domain/conversations/thread/name-customer";
import { unmergeCustomers } from "@/server/domain/conversations/thread/unmerge-customers";
import { router, staff } from "../procedures";

export const customersRouter = router({
  context: staff.input(CustomerContextInput).query(({ ctx, input }) => customerContext(ctx, input)),
  earlierThread: staff.input(EarlierConversationInput).query(({ ctx, input }) => earlierThread(ctx, input)),
  addNote: staff.input(AddCustomerNote).mutation(({ ctx, input }) => addCustomerNote(ctx, input)),
  find: staff.input(FindCustomers).query(({ ctx, input }) => findCustomers(ctx, input)),
  choose: staff.input(ChooseCustomer).mutation(({ ctx, input }) => chooseCustomer(ctx, input)),
  merge: staff.input(MergeCustomers).mutation(({ ctx, input }) => mergeCustomers(ctx, input)),
  unmerge: staff.input(UnmergeCustomers).mutation(({ ctx, input }) => unmergeCustomers(ctx, input)),
  rename: staff.input(NameCustomer).mutation(({ ctx, input }) => nameCustomer(ctx, input)),
  recordConsent: staff.input(RecordConsent).mutation(({ ctx, input }) => recordConsent(ctx, input)),
});
