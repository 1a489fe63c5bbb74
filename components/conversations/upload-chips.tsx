import { CircleAlert, FileText, RotateCcw, X } from "lucide-react";
import { useTranslations } from "next-intl";
import { Button } from "@/components/ui/button";
import type { Upload } from "./uploads";

type Props = { uploads: readonly Upload[]; onRemove: (id: string) => void; onRetry: (id: string) => void };

export function UploadChips({ uploads, onRemove, onRetry }: Props) {
  const t = useTranslations("composer");
  if (uploads.length === 0) return null;
  return (
    <ul aria-label={t("filesToSend")} className="flex flex-wrap gap-2 px-3 pt-2.5">
      {uploads.map((upload) => (
        <li
          key={upload.id}
          className="relative flex min-h-10 max-w-72 items-center gap-2 overflow-hidden rounded-md border border-line bg-sunken ps-2.5 pe-1 text-sm"
        >
          {upload.error ? (
            <CircleAlert aria-hidden className="size-4 shrink-0 text-danger" />
          ) : (
            <FileText aria-hidden className="size-4 shrink-0 text-muted" />
          )}
          <span className="min-w-0 flex-1">
            <bdi className="block truncate">{upload.name}</bdi>
            {upload.error && (
              <span role="alert" className="block text-danger text-xs">
                {t(`uploadErrors.${upload.error}`)}
              </span>
            )}
          </span>
          {upload.error && (
            <Button
              variant="quiet"
              aria-label={t("uploadAgain", { name: upload.name })}
              className="px-2"
              onClick={() => onRetry(upload.id)}
            >
              <RotateCcw className="size-3.5" />
            </Button>
          )}
          <Button
            variant="quiet"
            aria-label={t("removeFile", { name: upload.name })}
            className="px-2"
            onClick={() => onRemove(upload.id)}
          >
            <X className="size-3.5" />
          </Button>
          {!upload.error && !upload.attachment && (
            <progress
              aria-label={t("uploading", { name: upload.name })}
              value={upload.progress}
              max={1}
              className="absolute inset-x-0 bottom-0 h-0.5 w-full appearance-none [&::-moz-progress-bar]:bg-accent [&::-webkit-progress-bar]:bg-transparent [&::-webkit-progress-value]:bg-accent"
            />
          )}
        </li>
      ))}
    </ul>
  );
}
