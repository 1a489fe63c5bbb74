import { oneLine } from "@/server/lib/text";

/** The preview of a message on an inbox line. */
export function previewOf(text: string, files: number): string {
  return oneLine(text) || (files === 1 ? "Attachment" : `${files} attachments`);
}
