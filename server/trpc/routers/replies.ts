import { RepliesFor, ReplyInput, SaveReply } from "@/server/contract/replies";
import { deleteReply, restoreReply } from "@/server/domain/replies/delete-reply";
import { listReplies, repliesFor } from "@/server/domain/replies/queries";
import { saveReply } from "@/server/domain/replies/save-reply";
import { router, staff } from "../procedures";

export const repliesRouter = router({
  list: staff.query(({ ctx }) => listReplies(ctx)),
  for: staff.input(RepliesFor).query(({ ctx, input }) => repliesFor(ctx, input)),
  save: staff.input(SaveReply).mutation(({ ctx, input }) => saveReply(ctx, input)),
  delete: staff.input(ReplyInput).mutation(({ ctx, input }) => deleteReply(ctx, input)),
  restore: staff.input(ReplyInput).mutation(({ ctx, input }) => restoreReply(ctx, input)),
});
