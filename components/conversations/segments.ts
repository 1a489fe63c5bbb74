import { SegmentedMessage } from "sms-segments-calculator";

export type Segments = { count: number; left: number; encoding: string };

/** How a text is cut for SMS: segments billed, characters left in the last one, and the alphabet it needs. */
export function smsSegments(text: string): Segments {
  const message = new SegmentedMessage(text);
  const encoding = message.getEncodingName();
  const unit = encoding === "GSM-7" ? 7 : 16;
  const last = message.segments.at(-1);
  return {
    count: message.segmentsCount,
    left: last ? Math.floor(last.freeSizeInBits() / unit) : 0,
    encoding: encoding === "GSM-7" ? "GSM-7" : "Unicode",
  };
}
