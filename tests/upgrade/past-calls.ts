import { expect, test } from "vitest";
import type { PersonActor } from "@/server/contract/team";
import { callWork } from "@/server/domain/calls/call-work";
import { listCalls } from "@/server/domain/calls/list-calls";
import type { Ctx } from "@/server/domain/context";
import { reopenConversation } from "@/server/domain/conversations/status/reopen-conversation";
import { previousId, type Version } from "./previous";

/** The guarantees for calls that a previous version wrote: they are listed, and a missed one is work when it is brought back. */
export function keepsCalls(version: Version, ctx: () => Ctx<PersonActor>): void {
  if (!version.endsWith("_calls")) return;

  test("past calls are on the page of calls, the missed ones apart", async () => {
    const outcomes = async (tab: "all" | "missed") =>
      (await listCalls(ctx(), { tab })).rows
        .filter(({ conversation }) => conversation.id === previousId(5, 7))
        .map(({ item }) => [item.id, item.call.outcome]);
    const [answered, missed] = [previousId(6, 71), previousId(6, 72)];
    expect(await outcomes("all")).toEqual([
      [missed, "missed"],
      [answered, "answered"],
    ]);
    expect(await outcomes("missed")).toEqual([[missed, "missed"]]);
  });

  test("a missed call of before is work again when its conversation is reopened", async () => {
    const conversationId = previousId(5, 7);
    expect((await callWork(ctx())).missed).not.toContain(conversationId);
    const row = await reopenConversation(ctx(), { conversationId });
    expect(row.waitingSince).toBe("2026-11-28T11:30:00.000Z");
    expect((await callWork(ctx())).missed).toContain(conversationId);
  });
}
