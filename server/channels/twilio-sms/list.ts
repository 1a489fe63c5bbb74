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
 * The account's messages since then, newest first, as Twilio lists them. Some that speak its language compare the date alone
 * and list the whole day, so what is older is left out here too. An account without a token is not asked: it gives no page.
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

/** An entry that is not what it should be must not hide the others. */
function readable(message: MessageInstance, config: TwilioConfig): (ListedMessage | ListedSend)[] {
  try {
    return listed(message, config);
  } catch (error) {
    log.error({ alert: "entry_skipped", err: error }, "an entry of the provider's list cannot be read");
    return [];
  }
}

/** A message in a state that says nothing, or of a kind we do not have, is left out. */
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

/** The files of one message, at the addresses its webhook would have named. @throws ChannelError */
async function filesOf(sid: string, config: TwilioConfig): Promise<InboundMessage["attachments"]> {
  const files = await clientOf(config)
    .messages(sid)
    .media.list({ limit: MAX_MEDIA })
    .catch((error) => {
      // They were deleted there: the words still stand.
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

/** The SDK leaves what it cannot read as it came. */
const date = (value: unknown): Date | null => (value instanceof Date && !Number.isNaN(value.getTime()) ? value : null);
