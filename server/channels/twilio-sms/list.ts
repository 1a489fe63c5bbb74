import twilio from "twilio";
import type { MessageInstance, MessagePage } from "twilio/lib/rest/api/v2010/account/message.js";
import type { InboundMessage, ListedMessage, ListedSend } from "@/server/contract/channel";
import { log } from "@/server/lib/log";
import { cleanText } from "@/server/lib/text";
import { clientOf, toChannelError } from "./api";
import { explain } from "./codes";
import { deliveryOf, MAX_MEDIA, Sid } from "./parse";
import type { TwilioConfig } from "./types";

const PAGE_SIZE = 500;

/**
 * The account's messages since then, newest first, as Twilio lists them. Some compatible providers compare only the date and
 * list the whole day, so older messages are also left out here. An account without a token yields no page.
 * @throws ChannelError
 */
export async function* list(since: Date, config: TwilioConfig): AsyncGenerator<(ListedMessage | ListedSend)[]> {
  if (!config.authToken) return;
  const messages = clientOf(config).messages;
  let page: Pick<MessagePage, "instances" | "nextPage"> = await asked(
    messages.page({ dateSentAfter: since, pageSize: PAGE_SIZE }),
  );
  for (;;) {
    const inTime = page.instances.filter((one) => (sentAt(one) ?? since) >= since);
    yield inTime.flatMap((one) => readable(one, config));
    const last = page.instances.at(-1);
    if (!last || (sentAt(last) ?? since) < since) return;
    const next = page.nextPage();
    if (!next) return;
    page = await asked(next);
  }
}

function asked<T>(answer: Promise<T>): Promise<T> {
  return answer.catch((error) => {
    throw toChannelError(error);
  });
}

/** An invalid entry must not hide the others. */
function readable(message: MessageInstance, config: TwilioConfig): (ListedMessage | ListedSend)[] {
  try {
    return listed(message, config);
  } catch (error) {
    log.error({ alert: "entry_skipped", err: error }, "an entry of the provider's list cannot be read");
    return [];
  }
}

/** Messages with an unknown status or kind are left out. */
function listed(message: MessageInstance, config: TwilioConfig): (ListedMessage | ListedSend)[] {
  const at = date(message.dateCreated) ?? sentAt(message);
  const [from, to] = [message.from, message.to].map((number) => cleanText(`${number ?? ""}`).trim());
  if (!Sid.safeParse(message.sid).success || !at || !to || to.length > 64) return [];
  const text = cleanText(message.body ?? "");
  if (message.direction !== "inbound") {
    const status = deliveryOf(message.status);
    if (!status) return [];
    const error = status === "failed" ? explain(message.errorCode ? `${message.errorCode}` : null) : null;
    const sender = message.messagingServiceSid ? null : (from ?? null);
    return [{ kind: "status", externalId: message.sid, messageId: null, status, error, from: sender, to, text, at }];
  }
  if (message.status !== "received" || !from || from.length > 64) return [];
  const hasFiles = Number(message.numMedia) > 0;
  return [
    {
      kind: "message",
      externalId: message.sid,
      from: { kind: "phone", value: from },
      displayName: null,
      to,
      text,
      alsoKnownAs: [],
      at,
      readFiles: async () => (hasFiles ? filesOf(message.sid, config) : []),
    },
  ];
}

/** The files of one message, at the addresses that its webhook would have had. @throws ChannelError */
async function filesOf(sid: string, config: TwilioConfig): Promise<InboundMessage["attachments"]> {
  const files = await clientOf(config)
    .messages(sid)
    .media.list({ limit: MAX_MEDIA })
    .catch((error) => {
      // The files were deleted at Twilio; the text is still received.
      if (error instanceof twilio.RestException && error.status === 404) return [];
      throw toChannelError(error);
    });
  const folder = `${config.apiBase}/2010-04-01/Accounts/${config.accountSid}/Messages/${sid}/Media`;
  return files
    .filter((file) => Sid.safeParse(file.sid).success)
    .map((file, i) => ({
      url: `${folder}/${file.sid}`,
      mime: cleanText(file.contentType ?? "application/octet-stream").slice(0, 100),
      name: `media-${i + 1}`,
    }));
}

const sentAt = (message: MessageInstance): Date | null => date(message.dateSent) ?? date(message.dateCreated);

/** The SDK returns a value that it cannot parse unchanged. */
const date = (value: unknown): Date | null => (value instanceof Date && !Number.isNaN(value.getTime()) ? value : null);
