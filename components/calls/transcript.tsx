"use client";
import { useMutation } from "@tanstack/react-query";
import { ChevronDown } from "lucide-react";
import { useTranslations } from "next-intl";
import { useId, useState } from "react";
import { useMe } from "@/components/client/realtime";
import { useTRPC } from "@/components/client/trpc";
import { useErrorText } from "@/components/client/use-error-text";
import { Button } from "@/components/ui/button";
import type { TranscriptSummary } from "@/server/contract/calls";
import type { Id } from "@/server/contract/ids";
import type { RecordingAudio } from "./recording-audio";
import { Sentences } from "./sentences";

type Props = {
  recordingId: Id;
  transcript: TranscriptSummary;
  audio: RecordingAudio;
  /** Null before it was played. */
  positionMs: number | null;
  /** Their name. */
  customer: string;
};

/** The transcript of a recording, or what has become of it. */
export function TranscriptOf(props: Props) {
  const t = useTranslations("calls.recording.transcript");
  const { state } = props.transcript;
  if (state === "pending") return <p className="text-muted text-xs">{t("pending")}</p>;
  if (state === "failed") return <Failed recordingId={props.recordingId} />;
  return <Readable {...props} />;
}

/** Supervisors have another attempt made. */
function Failed({ recordingId }: Pick<Props, "recordingId">) {
  const t = useTranslations("calls.recording.transcript");
  const errorText = useErrorText();
  const { can } = useMe();
  const retry = useMutation(useTRPC().calls.retryTranscript.mutationOptions());
  return (
    <div className="flex flex-wrap items-center gap-x-2 text-muted text-xs">
      <p>{t("failed")}</p>
      {can.board && (
        <Button variant="link" className="text-xs!" onClick={() => !retry.isPending && retry.mutate({ recordingId })}>
          {t("retry")}
        </Button>
      )}
      <p role="alert" className="text-danger empty:hidden">
        {retry.isError && errorText(retry.error, t("retryFailed"))}
      </p>
    </div>
  );
}

/** It is fetched when somebody opens it, which is recorded like a playback. */
function Readable({ recordingId, transcript: { beginning }, audio, positionMs, customer }: Props) {
  const t = useTranslations("calls.recording.transcript");
  const id = useId();
  const [isOpen, setOpen] = useState(false);
  const errorText = useErrorText();
  const read = useMutation(useTRPC().calls.readTranscript.mutationOptions());
  const toggle = () => {
    setOpen(!isOpen);
    if (!isOpen && !read.data && !read.isPending) read.mutate({ recordingId });
  };
  return (
    <div className="min-w-0">
      {beginning && !isOpen && (
        <p className="wrap-text line-clamp-2 max-w-prose text-sm" dir="auto">
          {t("beginning", { text: beginning })}
        </p>
      )}
      <Button
        variant="quiet"
        aria-expanded={isOpen}
        aria-controls={id}
        className="-ms-2 gap-1 px-2 text-xs!"
        onClick={toggle}
      >
        <ChevronDown aria-hidden className={`size-4 ${isOpen ? "" : "-rotate-90 rtl:rotate-90"}`} /> {t("show")}
      </Button>
      <div id={id} hidden={!isOpen}>
        {read.isPending && (
          <p role="status" className="text-muted text-xs">
            {t("loading")}
          </p>
        )}
        {read.isError && (
          <p role="alert" className="text-danger text-xs">
            {errorText(read.error, t("unreadable"))}
          </p>
        )}
        {read.data && <Sentences segments={read.data.segments} {...{ audio, positionMs, customer }} />}
      </div>
    </div>
  );
}
