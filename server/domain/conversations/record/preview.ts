import { oneLine } from "@/server/lib/text";

/** What an inbox line says of a message. */
export function previewOf(text: string, files: number): string {
  return oneLine(text) || (files === 1 ? "Attachment" : `${files} attachments`);
}
