import {
  AddNote,
  AnswerOffer,
  AssignConversation,
  BulkAssign,
  ClaimConversation,
  ConversationInput,
  CountFilter,
  DeclineOffer,
  EarlierItems,
  FollowConversation,
  ItemsSince,
  ListConversations,
  MarkRead,
  ReopenConversation,
  ResolveConversation,
  RetryMessage,
  SendMessage,
  SnoozeConversation,
  TransferConversation,
  Undo,
  UnsendMessage,
} from "@/server/contract/conversations";
import { SaveDraft } from "@/server/contract/drafts";
import { StartConversation } from "@/server/contract/new-text";
import { ScheduledInput, ScheduleReply } from "@/server/contract/scheduled-replies";
import { assignConversation } from "@/server/domain/conversations/assignment/assign-conversation";
import { bulkAssign } from "@/server/domain/conversations/assignment/bulk-assign";
import { claimConversation } from "@/server/domain/conversations/assignment/claim-conversation";
import { listDrafts } from "@/server/domain/conversations/drafts/list-drafts";
import { saveDraft } from "@/server/domain/conversations/drafts/save-draft";
import { countViews } from "@/server/domain/conversations/inbox/count-views";
import { listConversations } from "@/server/domain/conversations/inbox/list-conversations";
import { acceptOffer } from "@/server/domain/conversations/offers/accept-offer";
import { declineOffer } from "@/server/domain/conversations/offers/decline-offer";
import { transferConversation } from "@/server/domain/conversations/offers/transfer-conversation";
import { withdrawOffer } from "@/server/domain/conversations/offers/withdraw-offer";
import {
  cancelScheduled,
  scheduleReply,
  sendScheduledNow,
} from "@/server/domain/conversations/scheduling/schedule-reply";
import { retryMessage } from "@/server/domain/conversations/sending/retry-message";
import { sendMessage } from "@/server/domain/conversations/sending/send-message";
import { unsendMessage } from "@/server/domain/conversations/sending/unsend-message";
import { startConversation } from "@/server/domain/conversations/starting/start-conversation";
import { textOrigins } from "@/server/domain/conversations/starting/text-origins";
import { reopenConversation } from "@/server/domain/conversations/status/reopen-conversation";
import { resolveConversation } from "@/server/domain/conversations/status/resolve-conversation";
import { snoozeConversation } from "@/server/domain/conversations/status/snooze-conversation";
import { undoChange } from "@/server/domain/conversations/status/undo-change";
import { addNote } from "@/server/domain/conversations/thread/add-note";
import { earlierItems } from "@/server/domain/conversations/thread/earlier-items";
import { followConversation } from "@/server/domain/conversations/thread/follow-conversation";
import { getConversation } from "@/server/domain/conversations/thread/get-conversation";
import { itemsSince } from "@/server/domain/conversations/thread/items-since";
import { markRead } from "@/server/domain/conversations/thread/mark-read";
import { lead, router, staff } from "../procedures";

export const conversationsRouter = router({
  list: staff.input(ListConversations).query(({ ctx, input }) => listConversations(ctx, input)),
  counts: staff.input(CountFilter).query(({ ctx, input }) => countViews(ctx, input)),
  get: staff.input(ConversationInput).query(({ ctx, input }) => getConversation(ctx, input)),
  earlier: staff.input(EarlierItems).query(({ ctx, input }) => earlierItems(ctx, input)),
  since: staff.input(ItemsSince).query(({ ctx, input }) => itemsSince(ctx, input)),
  send: staff.input(SendMessage).mutation(({ ctx, input }) => sendMessage(ctx, input)),
  textOrigins: staff.query(({ ctx }) => textOrigins(ctx)),
  start: staff.input(StartConversation).mutation(({ ctx, input }) => startConversation(ctx, input)),
  drafts: staff.query(({ ctx }) => listDrafts(ctx)),
  saveDraft: staff.input(SaveDraft).mutation(({ ctx, input }) => saveDraft(ctx, input)),
  addNote: staff.input(AddNote).mutation(({ ctx, input }) => addNote(ctx, input)),
  unsend: staff.input(UnsendMessage).mutation(({ ctx, input }) => unsendMessage(ctx, input)),
  schedule: staff.input(ScheduleReply).mutation(({ ctx, input }) => scheduleReply(ctx, input)),
  cancelScheduled: staff.input(ScheduledInput).mutation(({ ctx, input }) => cancelScheduled(ctx, input)),
  sendScheduledNow: staff.input(ScheduledInput).mutation(({ ctx, input }) => sendScheduledNow(ctx, input)),
  retry: staff.input(RetryMessage).mutation(({ ctx, input }) => retryMessage(ctx, input)),
  claim: staff.input(ClaimConversation).mutation(({ ctx, input }) => claimConversation(ctx, input)),
  assign: staff.input(AssignConversation).mutation(({ ctx, input }) => assignConversation(ctx, input)),
  resolve: staff.input(ResolveConversation).mutation(({ ctx, input }) => resolveConversation(ctx, input)),
  reopen: staff.input(ReopenConversation).mutation(({ ctx, input }) => reopenConversation(ctx, input)),
  snooze: staff.input(SnoozeConversation).mutation(({ ctx, input }) => snoozeConversation(ctx, input)),
  follow: staff.input(FollowConversation).mutation(({ ctx, input }) => followConversation(ctx, input)),
  markRead: staff.input(MarkRead).mutation(({ ctx, input }) => markRead(ctx, input)),
  transfer: staff.input(TransferConversation).mutation(({ ctx, input }) => transferConversation(ctx, input)),
  acceptOffer: staff.input(AnswerOffer).mutation(({ ctx, input }) => acceptOffer(ctx, input)),
  declineOffer: staff.input(DeclineOffer).mutation(({ ctx, input }) => declineOffer(ctx, input)),
  withdrawOffer: staff.input(AnswerOffer).mutation(({ ctx, input }) => withdrawOffer(ctx, input)),
  bulkAssign: lead.input(BulkAssign).mutation(({ ctx, input }) => bulkAssign(ctx, input)),
  undo: staff.input(Undo).mutation(({ ctx, input }) => undoChange(ctx, input)),
});
