import type { InboundMessage, RawRequest } from "@/server/contract/channel";
import { DomainError } from "@/server/contract/errors";
import { WidgetMessageInput } from "@/server/contract/sockets";
import { systemClock } from "@/server/lib/clock";
import { cleanText } from "@/server/lib/text";
import { bearer, unsafeVisitor } from "@/server/lib/visitor-token";

/** One message of the widget. Runs only after the token was verified. @throws DomainError "invalid" */
export function parse(raw: RawRequest): InboundMessage[] {
  const visitor = unsafeVisitor(bearer(raw.headers.authorization) ?? "");
  const input = WidgetMessageInput.safeParse(json(raw.body));
  if (!visitor || !input.success) throw new DomainError("invalid");
  const { clientMessageId, text, attachmentIds, name, contact } = input.data;
  const said = cleanText(text).trim();
  if (said === "" && attachmentIds.length === 0) throw new DomainError("invalid", "nothingToSend");
  return [
    {
      kind: "message",
      externalId: `${visitor.visitorId}:${clientMessageId}`,
      from: { kind: "visitor", value: visitor.visitorId },
      displayName: visitor.name ?? (name ? cleanText(name) : null),
      to: visitor.key,
      text: said,
      attachments: [],
      attachmentIds,
      ...(contact ? { leftContact: cleanText(contact) } : {}),
      alsoKnownAs: visitor.known,
      at: systemClock(),
    },
  ];
}

function json(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString("utf8"));
  } catch {
    return undefined;
  }
}
