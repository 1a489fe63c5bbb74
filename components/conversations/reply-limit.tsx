import { clsx } from "clsx";
import { lazyComponent } from "@/components/ui/lazy";
import type { Translate } from "@/components/ui/translate";
import { type Format, useFormat } from "@/components/ui/use-format";
import type { ChannelDescriptor } from "@/server/contract/channel-descriptor";

/** Loaded when somebody writes: its character tables weigh 12 kB. */
const SegmentCount = lazyComponent(() => import("./segment-count").then((code) => code.SegmentCount));

/** The share of the limit from which the limit is shown. */
const NEAR = 0.8;

type Texts = { t: Translate<"composer">; format: Format };

/** Why the channel does not allow this reply, as a sentence, or null. The server checks the same. */
export function limitProblem(
  channel: ChannelDescriptor | null,
  text: string,
  files: number,
  { t, format }: Texts,
): string | null {
  if (!channel) return null;
  const { messages, capabilities } = channel;
  if (files > 0 && !capabilities.attachments) return t("noFiles", { channel: messages.label });
  const over = capabilities.maxLength === null ? 0 : text.trim().length - capabilities.maxLength;
  if (over <= 0) return null;
  const most = format.wholeNumber(capabilities.maxLength ?? 0);
  return t("tooLong", { channel: messages.label, most, over: format.wholeNumber(over) });
}

/** The length of a reply: its segments on channels that bill by them, and its limit when that is near. */
export function ReplyLength({ channel, text }: { channel: ChannelDescriptor | null; text: string }) {
  const format = useFormat();
  if (!channel || text === "") return null;
  const { maxLength, segments } = channel.capabilities;
  const used = text.trim().length;
  return (
    <>
      {segments && <SegmentCount text={text} />}
      {maxLength !== null && used >= maxLength * NEAR && (
        <span className={clsx("nums text-xs", used > maxLength ? "font-medium text-danger" : "text-muted")}>
          {format.wholeNumber(used)} / {format.wholeNumber(maxLength)}
        </span>
      )}
    </>
  );
}
