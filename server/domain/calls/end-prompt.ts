import { z } from "zod";
import { Id } from "@/server/contract/ids";
import { CallInput } from "@/server/contract/live-calls";
import { SPOKEN_STATUSES } from "@/server/contract/menus";
import { causedByCustomer, command } from "@/server/domain/command";
import type { Ctx } from "@/server/domain/context";
import { isInMenu } from "./call";
import { changeCall } from "./change-call";
import { lockCall } from "./load-call";
import { afterMenu } from "./menus/after-menu";
import { menuFacts, statusFor } from "./menus/menu-facts";
import { promptEnded } from "./prompt-ended";

const EndPrompt = CallInput.extend({ promptId: Id, key: z.string().length(1).nullable() });
const WithStatus = EndPrompt.extend({ status: z.enum(SPOKEN_STATUSES).nullable() });

/**
 * The customer has answered a prompt with a key, or heard it out (`key` null). Saying it again changes nothing, nor does it for a prompt
 * that is not the current one.
 * @throws DomainError "not_found"
 */
export async function endPromptOf(ctx: Ctx, input: z.infer<typeof EndPrompt>): Promise<void> {
  await end(ctx, { ...input, status: await statusFor(ctx, input.callId, input.key) });
}

const end = command(WithStatus, async (given, { callId, promptId, key, status }): Promise<void> => {
  const { customerId } = await lockCall(given.tx, callId);
  const write = causedByCustomer(given, customerId);
  await changeCall(write, callId, async (call) => {
    if (!isInMenu(call)) return promptEnded(call, promptId, key, write.now);
    const before = { placeId: call.placeId };
    promptEnded(call, promptId, key, write.now, await menuFacts(write, call, status));
    if (!isInMenu(call)) await afterMenu(write, before, call);
  });
});
