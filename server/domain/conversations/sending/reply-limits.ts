import { channelOf } from "@/server/channels/directory";
import { DomainError } from "@/server/contract/errors";

/** Checks a reply against the limits of its channel. @throws DomainError "invalid" with the limit and the excess */
export function checkFits(channel: string, body: string, files: number): void {
  const known = channelOf(channel);
  if (!known) throw new DomainError("invalid", "channelNotSetUp");
  const { label, capabilities } = known;
  const { maxLength, attachments } = capabilities;
  if (files > 0 && !attachments) throw new DomainError("invalid", "carriesNoFiles", { channel: label });
  if (maxLength === null || body.length <= maxLength) return;
  throw new DomainError("invalid", "tooLongFor", { channel: label, most: maxLength, has: body.length });
}
