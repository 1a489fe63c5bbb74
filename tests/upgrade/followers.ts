import { expect, test } from "vitest";
import type { PersonActor } from "@/server/contract/team";
import type { Ctx } from "@/server/domain/context";
import { listConversations } from "@/server/domain/conversations/inbox/list-conversations";
import { followConversation } from "@/server/domain/conversations/thread/follow-conversation";
import { getConversation } from "@/server/domain/conversations/thread/get-conversation";
import { previousId } from "./previous";

/** Before there were mentions and followers. */
export function hasNoFollowers(ctx: () => Ctx<PersonActor>): void {
  test("nobody follows what was there before, its notes mention nobody, and it can be followed from now on", async () => {
    const { rows } = await listConversations(ctx(), { view: "all", limit: 25 });
    for (const row of rows) {
      expect(row).toMatchObject({ followers: {}, lastMentionAt: null });
      const { items } = await getConversation(ctx(), { conversationId: row.id });
      for (const item of items) if (item.kind === "note") expect(item.mentions).toEqual([]);
    }
    const follow = (isFollowing: boolean) =>
      followConversation(ctx(), { conversationId: previousId(5, 1), isFollowing });
    await follow(true);
    const followed = await listConversations(ctx(), { view: "following", limit: 25 });
    expect(followed.rows.map((row) => row.id)).toEqual([previousId(5, 1)]);
    await follow(false);
  });
}
