"use client";
import { clsx } from "clsx";
import { useTranslations } from "next-intl";
import { type KeyboardEvent, useEffect, useRef, useState } from "react";
import { useFormat } from "@/components/ui/use-format";
import type { SpokenText } from "@/server/contract/transcriber";
import { useIsOnCall } from "./call-dock";
import type { RecordingAudio } from "./recording-audio";

type Props = {
  segments: readonly SpokenText[];
  audio: RecordingAudio;
  positionMs: number | null;
  /** Their name. */
  customer: string;
};

/** What was said, sentence by sentence. The one that is heard is marked; choosing one plays from there. */
export function Sentences({ segments, audio, positionMs, customer }: Props) {
  const t = useTranslations("calls.recording.transcript");
  const list = useRef<HTMLOListElement>(null);
  const current = positionMs === null ? -1 : heardAt(segments, positionMs);
  const [focused, setFocused] = useState(0);
  useFollowing(list, current);
  const speakers = useSpeakers(segments, customer);
  if (segments.length === 0) return <p className="text-muted text-sm">{t("nothing")}</p>;
  const hasTimes = segments.some(({ startMs }) => startMs !== null);
  const move = (event: KeyboardEvent) => {
    const next = keyTarget(event.key, focused, segments.length);
    if (next === null) return;
    event.preventDefault();
    setFocused(next);
    list.current?.querySelectorAll("button")[next]?.focus();
  };
  return (
    <>
      <p className="text-muted text-xs">{t("hint")}</p>
      <ol
        ref={list}
        aria-label={t(hasTimes ? "label" : "labelWithoutTimes")}
        onKeyDown={move}
        className="thin-scroll relative max-h-64 max-w-prose overflow-y-auto"
      >
        {segments.map((segment, at) => (
          <li key={`${segment.startMs}-${segment.text}`}>
            {speakers[at] !== speakers[at - 1] && <Speaker name={speakers[at]} />}
            <Sentence
              {...{ segment, audio }}
              speaker={speakers[at]}
              isCurrent={at === current}
              isReached={at === focused}
              onFocus={() => setFocused(at)}
            />
          </li>
        ))}
      </ol>
    </>
  );
}

/** The last sentence that has begun. */
const heardAt = (segments: readonly SpokenText[], positionMs: number): number =>
  segments.findLastIndex(({ startMs }) => startMs !== null && startMs <= positionMs);

function keyTarget(key: string, at: number, count: number): number | null {
  if (key === "ArrowDown") return Math.min(count - 1, at + 1);
  if (key === "ArrowUp") return Math.max(0, at - 1);
  if (key === "Home") return 0;
  return key === "End" ? count - 1 : null;
}

/** Keeps the sentence that is heard in sight within the list; the page stays where it is. */
function useFollowing(list: { current: HTMLOListElement | null }, current: number): void {
  useEffect(() => {
    const shown = list.current?.children[current] as HTMLElement | undefined;
    const box = list.current;
    if (!shown || !box) return;
    const end = shown.offsetTop + shown.offsetHeight;
    if (shown.offsetTop < box.scrollTop || end > box.scrollTop + box.clientHeight)
      box.scrollTop = shown.offsetTop - box.clientHeight / 3;
  }, [list, current]);
}

/** Who says each sentence: by name where the call tells, by number where only the transcriber does, else nobody. */
function useSpeakers(segments: readonly SpokenText[], customer: string): (string | undefined)[] {
  const t = useTranslations("calls.recording.transcript");
  const labels = [...new Set(segments.flatMap(({ speaker }) => speaker ?? []))];
  return segments.map(({ by, speaker }) => {
    if (by) return by.side === "customer" ? customer : (by.name ?? t("store"));
    return speaker === null ? undefined : t("speaker", { number: String(labels.indexOf(speaker) + 1) });
  });
}

/** Above the first sentence of each turn. Each sentence says it, too, to those who reach it without seeing the others. */
function Speaker({ name }: { name: string | undefined }) {
  return (
    <p aria-hidden className="mt-1 px-2 font-semibold text-muted text-xs empty:hidden">
      {name}
    </p>
  );
}

type SentenceProps = {
  segment: SpokenText;
  audio: RecordingAudio;
  isCurrent: boolean;
  /** The one sentence that Tab reaches; arrow keys reach the others. */
  isReached: boolean;
  onFocus: () => void;
  speaker: string | undefined;
};

function Sentence({ segment: { startMs, text }, audio, isCurrent, isReached, onFocus, speaker }: SentenceProps) {
  const t = useTranslations("calls.recording.transcript");
  const format = useFormat();
  const says = speaker !== undefined && <span className="sr-only">{t("says", { speaker })} </span>;
  const isOnCall = useIsOnCall();
  if (startMs === null)
    return (
      <p dir="auto" className="wrap-text px-2 py-1 text-sm">
        {says}
        {text}
      </p>
    );
  const hear = () => {
    audio.seek(startMs);
    void audio.play();
  };
  return (
    <button
      type="button"
      aria-current={isCurrent ? "true" : undefined}
      aria-disabled={isOnCall}
      tabIndex={isReached ? 0 : -1}
      onFocus={onFocus}
      onClick={() => !isOnCall && hear()}
      className={clsx(
        "focus-inset flex min-h-(--target) w-full items-baseline gap-2 rounded px-2 py-1 text-start text-sm",
        isCurrent ? "bg-accent-soft font-medium" : "hover:bg-hover",
      )}
    >
      {says}
      <span className="nums shrink-0 text-muted text-xs">{format.duration(startMs)}</span>
      <span dir="auto" className="wrap-text min-w-0">
        {text}
      </span>
    </button>
  );
}
