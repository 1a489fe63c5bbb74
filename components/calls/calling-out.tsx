"use client";
import { CircleAlert, LoaderCircle } from "lucide-react";
import { useTranslations } from "next-intl";
import { useCallback, useEffect, useState } from "react";
import { useErrorText } from "@/components/client/use-error-text";
import { Button } from "@/components/ui/button";
import { type AudioProblem, AudioProblemBanner, problemOf } from "./audio-problem";
import { useCallActions } from "./call-actions";
import { type CallRequest, endRequest } from "./call-request";

/** The call is pushed to this screen within this time after the server has placed it. */
const PUSHED_MS = 2000;
type Failure = { problem: AudioProblem | null; text: string };

/** A call that I place: from the question for the microphone until the call itself is on screen, or the reason why there is none. */
export function CallingOut({ request }: { request: CallRequest }) {
  const t = useTranslations("calls");
  const { failure, start } = usePlacing(request);
  const { customer, callId } = request;
  const dismiss = () => endRequest(callId);
  if (failure?.problem)
    return (
      <section aria-label={t("out.label", { customer })} className="shrink-0 bg-rail p-2">
        <AudioProblemBanner problem={failure.problem} onRetry={start} />
        <Buttons>
          <Button onClick={dismiss}>{t("out.cancel")}</Button>
        </Buttons>
      </section>
    );
  return (
    <section
      aria-label={t("out.label", { customer })}
      className="flex min-h-16 shrink-0 flex-wrap items-center gap-3 bg-rail px-4 py-2 text-rail-ink"
    >
      {failure ? (
        <CircleAlert aria-hidden className="size-5 shrink-0" />
      ) : (
        <LoaderCircle aria-hidden className="size-5 shrink-0 motion-safe:animate-spin" />
      )}
      <p role={failure ? "alert" : "status"} className="min-w-0 grow basis-48">
        {failure ? failure.text : t("out.starting", { customer })}
      </p>
      <Buttons>
        {failure && <Button onClick={start}>{t("out.again")}</Button>}
        <Button onClick={dismiss}>{t(failure ? "bar.dismiss" : "out.cancel")}</Button>
      </Buttons>
    </section>
  );
}

const Buttons = ({ children }: { children: React.ReactNode }) => (
  <div className="ms-auto flex flex-wrap justify-end gap-2">{children}</div>
);

/** Places the call once; again on request, as the same call. */
function usePlacing(request: CallRequest): { failure: Failure | null; start: () => void } {
  const t = useTranslations("calls");
  const actions = useCallActions();
  const errorText = useErrorText();
  const [failure, setFailure] = useState<Failure | null>(null);
  const [attempt, setAttempt] = useState(0);
  // biome-ignore lint/correctness/useExhaustiveDependencies: once for each attempt; the others are the same for the life of the call
  useEffect(() => {
    setFailure(null);
    let isOver = false;
    actions.callOut(request).then(
      () => setTimeout(() => endRequest(request.callId), PUSHED_MS),
      (error: unknown) => {
        const text = errorText(error, t("bar.failed"));
        if (!isOver) setFailure({ problem: problemOf(error), text });
      },
    );
    return () => {
      isOver = true;
    };
  }, [request.callId, attempt]);
  return { failure, start: useCallback(() => setAttempt((n) => n + 1), []) };
}
