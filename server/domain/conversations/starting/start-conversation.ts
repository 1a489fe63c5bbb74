import { eq } from "drizzle-orm";
import { conversations } from "@/db/schema";
import type { Identity } from "@/server/contract/customers";
import { DomainError } from "@/server/contract/errors";
import type { Id } from "@/server/contract/ids";
import { StartConversation, type StartedConversation, type TextOrigin } from "@/server/contract/new-text";
import type { PersonActor } from "@/server/contract/team";
import { command, type Write } from "@/server/domain/command";
import { allowSend } from "@/server/domain/consent/gate";
import type { Ctx } from "@/server/domain/context";
import { identityKey, resolveCustomers } from "@/server/domain/customers/resolve-customer";
import { type SharedLimit, takeShared } from "@/server/domain/settings/shared-limits";
import { requirePersonalData } from "@/server/domain/team/require-personal-data";
import { countryOf, isMobile, normalizeIdentity } from "@/server/domain/text/normalize";
import { cleanText } from "@/server/lib/text";
import { checkQuietHours } from "../delivery/quiet-hours";
import { matchingConversation, newConversation } from "../receiving/place-conversations";
import type { ConversationRecord } from "../record/load-conversation";
import { canRead, placementOf } from "../record/policy";
import { previewOf } from "../record/preview";
import { queueMessage } from "../record/queue-message";
import { asReplayConflict } from "../record/replayed";
import { requireEnabledUser } from "../record/target";
import { checkFits, checkResolved } from "../sending/reply-limits";
import { leavesAt } from "../sending/undo-window";
import { originsOf } from "./text-origins";

/** Far more than somebody writes by hand in a busy hour, and too few to send advertising. */
export const STARTS: SharedLimit = { name: "started-conversations", points: 60, seconds: 3600 };

/**
 * Texts a number first, from a number of one of the actor's locations. The conversation that this starts is theirs. Where the
 * customer has a conversation there already, or one that their next text would reopen, nothing is sent: it goes on in that one.
 * The same `conversationId` again starts nothing more.
 * @throws DomainError "conflict", reason `alreadyInConversation` with `details.conversationId`, or `inTouchElsewhere` when the actor may not see it;
 * "consent": an opt-out, or quiet hours; "invalid": not a mobile number, nothing to send, or too long; "not_found": no such
 * number of ours in the actor's locations; "forbidden" for people from whom customers' data is masked; "rate_limited"
 */
export async function startConversation(ctx: Ctx<PersonActor>, input: StartConversation): Promise<StartedConversation> {
  requirePersonalData(ctx.actor);
  await takeShared(ctx.db, STARTS, ctx.actor.id, "tooManyStarted");
  return start(ctx, input).catch((error) => {
    throw asReplayConflict(error);
  });
}

const start = command(StartConversation, async (write: Write<PersonActor>, input): Promise<StartedConversation> => {
  const { tx, actor } = write;
  if (await hasStarted(write, input.conversationId)) return { conversationId: input.conversationId };
  const [origin] = await originsOf(tx, actor, input.endpointId);
  if (!origin) throw new DomainError("not_found");
  await requireEnabledUser(tx, actor.id);
  const body = cleanText(input.body).trim();
  if (body === "") throw new DomainError("invalid", "nothingToSend");
  checkResolved(body);
  checkFits(origin.channel, body, 0);
  const to = mobileNumber(input.phone, origin);
  const customers = await resolveCustomers(write, [{ from: to, alsoKnownAs: [], displayName: null }]);
  const customerId = customers.get(identityKey(to)) as Id;
  const { endpointId, channel, place } = origin;
  const need = { customerId, endpointId, placeId: place.id, channel, from: to };
  const found = await matchingConversation(write, need);
  if (found && found.id !== input.conversationId) throw goesOnIn(actor, found);
  if (found) return { conversationId: input.conversationId };
  const recipient = { kind: to.kind, scope: to.scope ?? "", value: to.value, channel, endpointId };
  const consentEventId = await allowSend(tx, recipient);
  const row = { ...newConversation(write, need, input.conversationId), assigneeId: actor.id };
  await checkQuietHours(write, { id: row.id as Id, placeId: place.id, lastInboundSeq: 0 }, channel);
  await tx.insert(conversations).values(row);
  write.emit("conversation.opened", { conversationId: input.conversationId, seqs: [] });
  await queueMessage(
    write,
    input.conversationId,
    recipient,
    {
      ...{ authorId: actor.id, body, hasAttachments: false, clientMessageId: input.clientMessageId, consentEventId },
      sendAt: await leavesAt(write, place.id, input.undoable),
    },
    { preview: previewOf(body, 0), previewBy: "staff" },
  );
  return { conversationId: input.conversationId };
});

/** Whether this request has been answered before: then its answer was lost on the way. */
async function hasStarted({ tx, actor }: Write<PersonActor>, id: Id): Promise<boolean> {
  const [found] = await tx.select().from(conversations).where(eq(conversations.id, id));
  if (!found) return false;
  if (found.assigneeId !== actor.id && !canRead(actor, placementOf(found))) throw new DomainError("not_found");
  return true;
}

/** @throws DomainError "invalid" */
function mobileNumber(phone: string, origin: TextOrigin): Identity {
  const to = normalizeIdentity({ kind: "phone", value: phone }, countryOf(origin.address));
  if (!isMobile(to.value)) throw new DomainError("invalid", "notAMobile");
  return to;
}

/** The refusal for a customer with whom there is a conversation already. */
const goesOnIn = (actor: PersonActor, found: ConversationRecord): DomainError =>
  canRead(actor, placementOf(found))
    ? new DomainError("conflict", "alreadyInConversation", { conversationId: found.id })
    : new DomainError("conflict", "inTouchElsewhere");
