import { FileText, ImageOff, Loader } from "lucide-react";
import { useTranslations } from "next-intl";
import { CardBoundary } from "@/components/client/card-boundary";
import { useFormat } from "@/components/ui/use-format";
import type { AttachmentView } from "@/server/contract/conversations";

export const mediaUrl = (id: string): string => `/api/media/${id}`;
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

/** Images as thumbnails, documents as chips; pending and refused files are marked. */
export function Attachments({ attachments }: { attachments: readonly AttachmentView[] }) {
  return (
    <CardBoundary card="attachments" of={attachments}>
      <AttachmentList attachments={attachments} />
    </CardBoundary>
  );
}

function AttachmentList({ attachments }: { attachments: readonly AttachmentView[] }) {
  const t = useTranslations("thread");
  const format = useFormat();
  if (attachments.length === 0) return null;
  return (
    <ul aria-label={t("attachments")} className="flex flex-wrap gap-2">
      {attachments.map((attachment) => (
        <li key={attachment.id} className="min-w-0">
          {attachment.state !== "ready" ? (
            <span className={CHIP}>
              <Chip attachment={attachment} words={attachment.state === "pending" ? t("fetching") : t("fileRefused")} />
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
                words={`${attachment.mime === "application/pdf" ? "PDF" : attachment.mime} · ${format.fileSize(attachment.bytes)}`}
              />
            </a>
          )}
        </li>
      ))}
    </ul>
  );
}
