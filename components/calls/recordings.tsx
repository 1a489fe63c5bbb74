"use client";
import { useTranslations } from "next-intl";
import { Button } from "@/components/ui/button";
import { lazyComponent, type Waiting } from "@/components/ui/lazy";
import { useNow } from "@/components/ui/time";
import { useFormat } from "@/components/ui/use-format";
import type { CallRecording } from "@/server/contract/calls";
import type { CallItem } from "@/server/contract/conversations";
import type { OnCall } from "./lanes";
import type { PlayerProps } from "./recording-player";

const RecordingPlayer = lazyComponent<PlayerProps>(
  () => import("./recording-player").then((code) => code.RecordingPlayer),
  WaitingPlayer,
);

/** What was recorded of a call: each recording with its player, or why there is none. */
export function Recordings({ call }: { call: CallItem["call"] }) {
  const namesOf = (role: "customer" | "staff") => [
    ...new Set(call.participants.filter((one) => one.role === role).map(({ name }) => name)),
  ];
  const people = { customer: namesOf("customer")[0] ?? "", colleagues: namesOf("staff") };
  return call.recordings?.map((recording) => (
    <Recording key={recording.startedAt} recording={recording} people={people} />
  ));
}

function Recording({ recording, people }: { recording: CallRecording; people: OnCall }) {
  const t = useTranslations("calls.recording");
  const format = useFormat();
  const now = useNow();
  const { id, kind, durationMs, deletedAt, transcript, speech } = recording;
  const { customer } = people;
  if (deletedAt !== null) return <Missing>{t("deleted", { date: format.moment(deletedAt, now) })}</Missing>;
  if (id === null) return <Missing>{t("withheld")}</Missing>;
  const label = t("label", { kind: t(`kind.${kind}`), customer, duration: format.duration(durationMs) });
  return <RecordingPlayer recordingId={id} {...{ label, durationMs, transcript, speech, people }} />;
}

const Missing = ({ children }: { children: string }) => <p className="text-muted text-xs">{children}</p>;

/** As high as the player, so that the thread does not jump. */
function WaitingPlayer({ hasFailed, retry, speech }: PlayerProps & Waiting) {
  const t = useTranslations("calls.recording");
  return (
    <div className={`flex min-h-(--target-primary) items-center ${speech ? "mb-9" : ""}`}>
      {hasFailed && <Button onClick={retry}>{t("play")}</Button>}
    </div>
  );
}
