import { FileText, ImageOff, Loader } from "lucide-react";
import { CardBoundary } from "@/components/client/card-boundary";
import type { AttachmentView } from "@/server/contract/conversations";

export const mediaUrl = (id: string): string => `/api/media/${id}`;
export function fileSize(bytes: number): string {
  if (bytes < 1024) return `${bytes} B`;
  if (bytes < 1024 * 1024) return `${Math.round(bytes / 1024)} kB`;
  return `${(bytes / 1024 / 1024).toFixed(1)} MB`;
}
const isImage = (attachment: AttachmentView): boolean => attachment.mime.startsWith("image/");
const CHIP =
  "flex min-h-11 max-w-64 items-center gap-2.5 rounded-md border border-line bg-raised px-2.5 py-1.5 text-sm";

function Chip({ attachment, words }: { attachment: AttachmentView; words: string }) {
  const Icon = attachment.state === "pending" ? Loader : attachment.state === "refused" ? ImageOff : FileText;
  return (
    <>
      <Icon aria-hidden className="size-5 shrink-0 text-muted" />
      <span className="min-w-0">
        <bdi className="block truncate font-medium">{attachment.name}</bdi>
        <span className="block text-muted text-xs">{words}</span>
      </span>
    </>
  );
}

/** Images as thumbnails, documents as chips; what is not there yet, or was refused, says so. */
export function Attachments({ attachments }: { attachments: readonly AttachmentView[] }) {
  return (
    <CardBoundary card="attachments" of={attachments}>
      <AttachmentList attachments={attachments} />
    </CardBoundary>
  );
}

function AttachmentList({ attachments }: { attachments: readonly AttachmentView[] }) {
  if (attachments.length === 0) return null;
  return (
    <ul aria-label="Attachments" className="flex flex-wrap gap-2">
      {attachments.map((attachment) => (
        <li key={attachment.id} className="min-w-0">
          {attachment.state !== "ready" ? (
            <span className={CHIP}>
              <Chip
                attachment={attachment}
                words={attachment.state === "pending" ? "Being fetched" : "Refused: not an allowed kind of file"}
              />
            </span>
          ) : isImage(attachment) ? (
            <a href={mediaUrl(attachment.id)} target="_blank" rel="noopener noreferrer" className="block rounded-md">
              {/* biome-ignore lint/performance/noImgElement: the bytes are behind the session; the optimiser has none */}
              <img
                src={mediaUrl(attachment.id)}
                alt={attachment.name}
                loading="lazy"
                className="h-40 w-auto max-w-full rounded-md border border-line bg-sunken object-cover"
              />
            </a>
          ) : (
            <a
              href={mediaUrl(attachment.id)}
              target="_blank"
              rel="noopener noreferrer"
              className={`${CHIP} hover:bg-hover`}
            >
              <Chip
                attachment={attachment}
                words={`${attachment.mime === "application/pdf" ? "PDF" : attachment.mime} · ${fileSize(attachment.bytes)}`}
              />
            </a>
          )}
        </li>
      ))}
    </ul>
  );
}
