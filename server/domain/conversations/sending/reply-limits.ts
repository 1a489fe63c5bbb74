import { channelOf, inRefusal } from "@/server/channels/directory";
import { DomainError } from "@/server/contract/errors";
import { fieldTag, unresolvedFields } from "@/server/contract/merge-fields";

/** Checks a reply against the limits of its channel. @throws DomainError "invalid" with the limit and the excess */
export function checkFits(channel: string, body: string, files: number): void {
  const known = channelOf(channel);
  if (!known) throw new DomainError("invalid", "channelNotSetUp");
  const { maxLength, attachments } = known.capabilities;
  if (files > 0 && !attachments) throw new DomainError("invalid", "carriesNoFiles", inRefusal(known));
  if (maxLength === null || body.length <= maxLength) return;
  throw new DomainError("invalid", "tooLongFor", { ...inRefusal(known), most: maxLength, has: body.length });
}

/** Refuses a text in which a merge field was not filled in. @throws DomainError "invalid" */
export function checkResolved(body: string): void {
  const fields = unresolvedFields(body);
  if (fields.length > 0)
    throw new DomainError("invalid", "unresolvedFields", { fields: fields.map(fieldTag).join(", ") });
}
