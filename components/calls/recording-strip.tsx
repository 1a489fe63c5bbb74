"use client";
import { Circle, CircleOff, CirclePause } from "lucide-react";
import { useTranslations } from "next-intl";
import { Button } from "@/components/ui/button";
import type { RecordingView } from "@/server/contract/live-calls";
import type { BarActions } from "./bar-actions";
import { Strip } from "./call-strip";
import type { CallView } from "./call-view";

type Props = { view: CallView; actions: BarActions };

/** Whether the call is recorded at this moment, for everybody on it; its holder pauses it. */
export function RecordingStrip({ view, actions }: Props) {
  const t = useTranslations("calls.recording");
  const cards = useTranslations("cards");
  const { recording, customer, cardEntry } = view.call;
  if (!recording || view.stage === "calling") return null;
  const isCard = cardEntry !== null && recording.state === "paused";
  return (
    <Strip
      icon={<StateIcon state={recording.state} />}
      buttons={view.isHolder && <PauseButton {...{ recording, actions }} />}
    >
      {isCard
        ? cards("notRecorded", { customer: customer.name })
        : t(`now.${wordFor(recording)}`, { customer: customer.name })}
    </Strip>
  );
}

/** A hold says why nothing is recorded. */
const wordFor = ({ state, isPaused }: RecordingView) => (state === "paused" && !isPaused ? "held" : state);

function StateIcon({ state }: Pick<RecordingView, "state">) {
  if (state === "recording" || state === "pausing") return <Circle className="fill-[#e5484d] text-[#e5484d]" />;
  return state === "failed" || state === "unavailable" ? <CircleOff /> : <CirclePause />;
}

function PauseButton({ recording, actions }: { recording: RecordingView; actions: BarActions }) {
  const t = useTranslations("calls.recording");
  if (recording.state === "failed" || recording.state === "unavailable") return null;
  return (
    <Button onClick={() => actions.pauseRecording(!recording.isPaused)}>
      {t(recording.isPaused ? "resumeIt" : "pauseIt")}
    </Button>
  );
}
