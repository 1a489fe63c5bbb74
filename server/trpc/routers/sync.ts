import { z } from "zod";
import { CardFailure } from "@/server/contract/failures";
import { syncHead } from "@/server/domain/sync/head";
import { syncSince } from "@/server/domain/sync/since";
import { log } from "@/server/lib/log";
import { cardsFailed } from "@/server/lib/metrics";
import { router, staff } from "../procedures";

const Since = z.strictObject({ cursor: z.string().min(1).max(60) });

export const syncRouter = router({
  head: staff.query(({ ctx }) => syncHead(ctx)),
  /** A screen could not render one of its cards: logs and counts it, because operators would not notice otherwise. */
  cardFailed: staff.input(CardFailure).mutation(({ input }) => {
    cardsFailed.inc({ card: input.card });
    log.warn({ alert: "card_failed", ...input }, "a card could not be drawn on a screen");
  }),
  since: staff.input(Since).query(({ ctx, input }) => syncSince(ctx, input)),
});
