import { channelOf } from "@/server/channels/directory";
import { DomainError } from "@/server/contract/errors";

/** Checks a reply against what its channel carries. @throws DomainError "invalid" with the limit and by how much it is passed */
export function checkFits(channel: string, body: string, files: number): void {
  const known = channelOf(channel);
  if (!known) throw new DomainError("invalid", "This channel is not set up. Tell an admin.");
  const { label, capabilities } = known;
  const { maxLength, attachments } = capabilities;
  if (files > 0 && !attachments) throw new DomainError("invalid", `${label} carries no files. Send the text alone.`);
  if (maxLength === null || body.length <= maxLength) return;
  const [most, has] = [maxLength, body.length].map((count) => count.toLocaleString("en-US"));
  throw new DomainError(
    "invalid",
    `${label} carries at most ${most} characters, and this reply has ${has}. Shorten it.`,
  );
}
