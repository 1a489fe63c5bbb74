import { and, eq, isNull, ne } from "drizzle-orm";
import { z } from "zod";
import { sessions } from "@/db/schema";
import { Id } from "@/server/contract/ids";
import { command, type Write } from "../command";

type Reason = "signed_out" | "password_changed" | "disabled" | "role_changed";

/** Ends one session everywhere. Ending it twice, or an unknown one, changes nothing. */
export const endSession = command(z.strictObject({ sid: Id }), async ({ tx, now, emit }, { sid }) => {
  const [ended] = await tx
    .update(sessions)
    .set({ endedAt: now, endedReason: "signed_out" satisfies Reason })
    .where(and(eq(sessions.id, sid), isNull(sessions.endedAt)))
    .returning({ userId: sessions.userId });
  if (ended) emit("session.ended", { sid, userId: ended.userId }, { kind: "person", id: ended.userId });
});

/** Ends a person's sessions inside another command; `keep` is the one they are acting from. */
export async function endSessionsOf(
  { tx, now, emit }: Pick<Write, "tx" | "now" | "emit">,
  userId: Id,
  reason: Reason,
  keep?: Id,
): Promise<void> {
  const ended = await tx
    .update(sessions)
    .set({ endedAt: now, endedReason: reason })
    .where(
      and(
        eq(sessions.userId, userId),
        isNull(sessions.endedAt),
        keep === undefined ? undefined : ne(sessions.id, keep),
      ),
    )
    .returning({ sid: sessions.id });
  for (const { sid } of ended) emit("session.ended", { sid, userId });
}
