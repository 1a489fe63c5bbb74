import type { Job } from "@/server/contract/jobs";
import { callbackOwners } from "@/server/domain/calls/callbacks/callback-assignee";
import { joinOverdueRecordingsJob, joinRecordingJob } from "@/server/domain/calls/recordings/join-pieces";
import { purgeRecordingsJob } from "@/server/domain/calls/recordings/purge-recordings";
import { sendRescueTextJob } from "@/server/domain/calls/rescue/send-rescue-text";
import { transcribeOverdueJob, transcribeRecordingJob } from "@/server/domain/calls/transcripts/transcribe-recording";
import { replayParkedJob } from "@/server/domain/commerce/replay-parked";
import { checkHoldsJob } from "@/server/domain/consent/send-holds";
import {
  mirrorAttachmentJob,
  mirrorOverdueAttachmentsJob,
} from "@/server/domain/conversations/attachments/mirror-attachment";
import { purgeUnsentFilesJob } from "@/server/domain/conversations/attachments/purge-unsent-files";
import { autoReplies } from "@/server/domain/conversations/auto-reply/reply-when-closed";
import { deliverMessagesJob, deliverOverdueMessagesJob } from "@/server/domain/conversations/delivery/deliver-messages";
import { markStaleSendsJob } from "@/server/domain/conversations/delivery/mark-stale-sends";
import { copyNameJob } from "@/server/domain/conversations/inbox/copy-name";
import { expireOfferJob, expireOverdueOffersJob } from "@/server/domain/conversations/offers/expire-offer";
import { reconcileJob } from "@/server/domain/conversations/reconciliation/reconcile";
import { sendOverdueScheduledJob, sendScheduledJob } from "@/server/domain/conversations/scheduling/send-scheduled";
import {
  wakeConversationJob,
  wakeOverdueConversationsJob,
} from "@/server/domain/conversations/status/wake-conversation";
import type { LogConsumer } from "@/server/domain/define-consumer";
import type { JobCtx } from "@/server/domain/define-job";
import { purgeJob } from "@/server/domain/operate/purge";

/** Every job. A test fails for one that is defined and not listed. */
export const JOBS: readonly Job<JobCtx>[] = [
  copyNameJob,
  deliverMessagesJob,
  deliverOverdueMessagesJob,
  expireOfferJob,
  expireOverdueOffersJob,
  joinOverdueRecordingsJob,
  joinRecordingJob,
  markStaleSendsJob,
  mirrorAttachmentJob,
  mirrorOverdueAttachmentsJob,
  purgeJob,
  purgeRecordingsJob,
  purgeUnsentFilesJob,
  reconcileJob,
  replayParkedJob,
  sendOverdueScheduledJob,
  sendRescueTextJob,
  sendScheduledJob,
  transcribeOverdueJob,
  transcribeRecordingJob,
  wakeConversationJob,
  wakeOverdueConversationsJob,
  checkHoldsJob,
];

/** Every durable consumer of the log; screens receive events from the relay. */
export const CONSUMERS: readonly LogConsumer[] = [autoReplies, callbackOwners];
