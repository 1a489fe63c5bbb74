import { z } from "zod";
import { syncHead } from "@/server/domain/sync/head";
import { syncSince } from "@/server/domain/sync/since";
import { router, staff } from "../procedures";

const Since = z.strictObject({ cursor: z.string().min(1).max(60) });

export const syncRouter = router({
  head: staff.query(({ ctx }) => syncHead(ctx)),
  since: staff.input(Since).query(({ ctx, input }) => syncSince(ctx, input)),
});
