"use client";
import { LoaderCircle, Pause, Play } from "lucide-react";
import { useTranslations } from "next-intl";
import { type ReactNode, useEffect, useState } from "react";
import { useTRPCClient } from "@/components/client/trpc";
import { useErrorText } from "@/components/client/use-error-text";
import { Select } from "@/components/ui/field";
import { IconButton } from "@/components/ui/icon-button";
import { useFormat } from "@/components/ui/use-format";
import type { Speech, TranscriptSummary } from "@/server/contract/calls";
import type { Id } from "@/server/contract/ids";
import { useIsOnCall } from "./call-dock";
import { Lanes, type OnCall } from "./lanes";
import { type PlayState, RecordingAudio, type RecordingState } from "./recording-audio";
import { TranscriptOf } from "./transcript";

export type PlayerProps = {
  recordingId: Id;
  /** "Voicemail of Maya Chen, 0:42". */
  label: string;
  durationMs: number;
  transcript: TranscriptSummary | undefined;
  /** Only where the sides were recorded apart. */
  speech: Speech | undefined;
  people: OnCall;
};

const STEP_MS = 1000;
const SPEEDS = [0.75, 1, 1.25, 1.5, 2];

/** Plays a recording. Nobody listens to one while they talk to a customer. */
export function RecordingPlayer({ recordingId, label, durationMs, transcript, speech, people }: PlayerProps) {
  const t = useTranslations("calls.recording");
  const { state, audio, failure } = useRecordingAudio(recordingId);
  const isOnCall = useIsOnCall();
  useEffect(() => {
    if (isOnCall) audio.pause();
  }, [isOnCall, audio]);
  const problem = isOnCall ? t("onCall") : (failure ?? (state.play === "blocked" ? t("needsSound") : null));
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset would make a form of it
    <div role="group" aria-label={label} className="min-w-0">
      <div className="grid min-w-0 grid-cols-[auto_minmax(2.5rem,8rem)_minmax(max-content,1fr)] items-center gap-x-2 expanded:grid-cols-[auto_minmax(2.5rem,12rem)_minmax(max-content,1fr)]">
        <PlayButton state={state.play} audio={audio} isDisabled={isOnCall} />
        <Position positionMs={Math.min(state.positionMs, durationMs)} durationMs={durationMs} onSeek={audio.seek}>
          <Speed onChange={audio.setSpeed} />
        </Position>
        {speech && <Lanes speech={speech} durationMs={durationMs} people={people} />}
      </div>
      <p role="status" className="text-danger text-xs empty:hidden">
        {problem}
      </p>
      {transcript && (
        <TranscriptOf {...{ recordingId, transcript, audio }} customer={people.customer} positionMs={playedTo(state)} />
      )}
    </div>
  );
}

function useRecordingAudio(recordingId: Id) {
  const client = useTRPCClient();
  const errorText = useErrorText();
  const t = useTranslations("calls.recording");
  const [state, setState] = useState<RecordingState>({ play: "idle", positionMs: 0 });
  const [error, setError] = useState<unknown>(null);
  const [audio] = useState(
    () =>
      new RecordingAudio({
        begin: async () => (await client.calls.playRecording.mutate({ recordingId })).url,
        changed: setState,
        failed: setError,
      }),
  );
  useEffect(() => audio.close, [audio]);
  return { state, audio, failure: state.play === "failed" ? errorText(error, t("failed")) : null };
}

/** Where the audio is, once somebody has played or moved it. */
const playedTo = ({ play, positionMs }: RecordingState): number | null =>
  play === "idle" && positionMs === 0 ? null : positionMs;

type ButtonProps = { state: PlayState; audio: RecordingAudio; isDisabled: boolean };

function PlayButton({ state, audio, isDisabled }: ButtonProps) {
  const t = useTranslations("calls.recording");
  const icon = "size-4.5";
  if (state === "loading")
    return (
      <IconButton
        label={t("loading")}
        icon={<LoaderCircle aria-hidden className={`${icon} motion-safe:animate-spin`} />}
        onClick={audio.pause}
      />
    );
  if (state === "playing")
    return <IconButton label={t("pause")} icon={<Pause aria-hidden className={icon} />} onClick={audio.pause} />;
  return (
    <IconButton
      label={t("play")}
      disabled={isDisabled}
      icon={<Play aria-hidden className={icon} />}
      onClick={() => void audio.play()}
    />
  );
}

type PositionProps = {
  positionMs: number;
  durationMs: number;
  onSeek: (ms: number) => void;
  /** Beside the time. */
  children: ReactNode;
};

function Position(props: PositionProps) {
  const t = useTranslations("calls.recording");
  const format = useFormat();
  const [position, duration] = [format.duration(props.positionMs), format.duration(props.durationMs)];
  return (
    <>
      <input
        type="range"
        aria-label={t("position")}
        aria-valuetext={t("at", { position, duration })}
        min={0}
        max={props.durationMs}
        step={STEP_MS}
        value={props.positionMs}
        onChange={(event) => props.onSeek(Number(event.target.value))}
        className="min-h-(--target) w-full min-w-0 accent-(--accent)"
      />
      <div className="flex items-center gap-2">
        <span aria-hidden className="nums whitespace-nowrap text-muted text-xs">
          {position} / {duration}
        </span>
        {props.children}
      </div>
    </>
  );
}

function Speed({ onChange }: { onChange: (speed: number) => void }) {
  const t = useTranslations("calls.recording");
  return (
    <Select
      aria-label={t("speed")}
      defaultValue={1}
      className="shrink-0"
      onChange={(event) => onChange(Number(event.target.value))}
    >
      {SPEEDS.map((speed) => (
        <option key={speed} value={speed}>
          {t("speeds", { speed: String(speed) })}
        </option>
      ))}
    </Select>
  );
}
