import type { Job } from "@/server/contract/jobs";
import { replayParkedJob } from "@/server/domain/commerce/replay-parked";
import { copyNameJob } from "@/server/domain/conversations/inbox/copy-name";
import { expireOfferJob } from "@/server/domain/conversations/offers/expire-offer";
import { wakeConversationJob } from "@/server/domain/conversations/status/wake-conversation";
import type { LogConsumer } from "@/server/domain/define-consumer";
import type { JobCtx } from "@/server/domain/define-job";
import { deliverMessagesJob } from "./deliver-messages";
import { mirrorAttachmentJob } from "./mirror-attachment";

/** Every job there is. A test fails for one that is defined and not listed. */
export const JOBS: readonly Job<JobCtx>[] = [
  copyNameJob,
  deliverMessagesJob,
  expireOfferJob,
  mirrorAttachmentJob,
  replayParkedJob,
  wakeConversationJob,
];

/** Every durable consumer of the log: none yet; screens receive events from the relay. */
export const CONSUMERS: readonly LogConsumer[] = [];
