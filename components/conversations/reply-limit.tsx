import { clsx } from "clsx";
import type { ChannelDescriptor } from "@/server/contract/channel-descriptor";
import { smsSegments } from "./segments";

const count = (characters: number): string => characters.toLocaleString("en-US");
/** From this share of its limit a text shows the limit. */
const NEAR = 0.8;

/** Why the channel does not carry this reply, in words, or null. The server refuses the same. */
export function limitProblem(channel: ChannelDescriptor | null, text: string, files: number): string | null {
  if (!channel) return null;
  const { label, capabilities } = channel;
  if (files > 0 && !capabilities.attachments) return `${label} carries no files. Remove them to send the text.`;
  const over = capabilities.maxLength === null ? 0 : text.trim().length - capabilities.maxLength;
  if (over <= 0) return null;
  const most = count(capabilities.maxLength ?? 0);
  return `${label} carries at most ${most} characters. Remove ${count(over)} to send this reply.`;
}

/** How much of a message is used: its segments where texts are billed by them, and its limit once that is near. */
export function ReplyLength({ channel, text }: { channel: ChannelDescriptor | null; text: string }) {
  if (!channel || text === "") return null;
  const { maxLength, segments } = channel.capabilities;
  const used = text.trim().length;
  return (
    <>
      {segments && <SegmentCount text={text} />}
      {maxLength !== null && used >= maxLength * NEAR && (
        <span className={clsx("nums text-xs", used > maxLength ? "font-medium text-danger" : "text-muted")}>
          {count(used)} / {count(maxLength)}
        </span>
      )}
    </>
  );
}

function SegmentCount({ text }: { text: string }) {
  const { count, left, encoding } = smsSegments(text);
  const words = `${count} ${count === 1 ? "segment" : "segments"}, ${left} left`;
  return (
    <span className="nums text-muted text-xs" title={`${encoding}: ${words}`}>
      {count > 1 ? words : `${left} left`}
      {encoding === "Unicode" && " · Unicode"}
    </span>
  );
}
