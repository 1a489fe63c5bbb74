import type { Inbound, RawRequest } from "@/server/contract/channel";
import { DomainError } from "@/server/contract/errors";
import { systemClock } from "@/server/lib/clock";
import { PhotogramBody } from "./types";

/** What a body says, or null when it is none of Photogram's. */
export function bodyOf({ body }: RawRequest) {
  try {
    return PhotogramBody.safeParse(JSON.parse(body.toString("utf8"))).data ?? null;
  } catch {
    return null;
  }
}

/** @throws DomainError "invalid" */
export function parse(raw: RawRequest): Inbound[] {
  const body = bodyOf(raw);
  if (!body) throw new DomainError("invalid");
  return body.events.map((event): Inbound => {
    if (event.type === "status")
      return { kind: "status", externalId: event.id, messageId: event.item, status: event.status, error: null };
    return {
      kind: "message",
      externalId: event.id,
      from: { kind: "external:photogram", value: event.from },
      displayName: event.name,
      to: body.page,
      text: event.text,
      attachments: [],
      alsoKnownAs: [],
      at: systemClock(),
    };
  });
}
