"use client";
import { clsx } from "clsx";
import { Pause, Play, Square } from "lucide-react";
import { useTranslations } from "next-intl";
import { useEffect, useId, useState } from "react";
import { orderStatus } from "@/components/commerce/order-card";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { useFormat } from "@/components/ui/use-format";
import { type Autopilot, type LogLine, useAct, useRefresh } from "./api";
import { Card } from "./card";

const SPEEDS = [6, 15, 30, 60, 120, 300, 600];

/** @returns says a line of the event log */
function useEventText(): (line: LogLine) => string {
  const t = useTranslations("simulator");
  const commerce = useTranslations("commerce");
  return ({ key, values }) => {
    const { status } = values;
    const said = typeof status === "string" ? { ...values, status: orderStatus(status, commerce).label } : values;
    return t(`events.${key}`, said as never);
  };
}

/** The Saturday rush, and the log of the outside world. */
export function AutopilotPanel({ autopilot, log }: { autopilot: Autopilot | undefined; log: LogLine[] }) {
  const t = useTranslations("simulator");
  const id = useId();
  const eventText = useEventText();
  const { clockTime } = useFormat();
  const act = useAct();
  const refresh = useRefresh();
  const [speed, setSpeed] = useState(2);
  const [seed, setSeed] = useState("1");
  const state = autopilot?.state ?? "stopped";
  const pace = t("rush.perMinute", { count: SPEEDS[speed] ?? 30 });
  const rate = autopilot?.perMinute;
  useEffect(() => {
    const at = SPEEDS.indexOf(rate ?? 30);
    if (at >= 0) setSpeed(at);
  }, [rate]);
  const drive = async (action: "start" | "pause" | "stop" | "rate", perMinute = SPEEDS[speed] ?? 30) => {
    await act("autopilot", { action, perMinute, seed: Number(seed) || 1 });
    await refresh();
  };
  return (
    <div className="grid min-w-0 gap-4">
      <Card title={t("rush.title")} hint={t("rush.hint")}>
        <div className="flex flex-wrap items-center gap-2">
          {state === "running" ? (
            <Button onClick={() => void drive("pause")}>
              <Pause aria-hidden className="size-4" />
              {t("rush.pause")}
            </Button>
          ) : (
            <Button variant="primary" onClick={() => void drive("start")}>
              <Play aria-hidden className="size-4" />
              {t(state === "paused" ? "rush.resume" : "rush.start")}
            </Button>
          )}
          <Button disabled={state === "stopped"} onClick={() => void drive("stop")}>
            <Square aria-hidden className="size-4" />
            {t("rush.stop")}
          </Button>
          <label htmlFor={`${id}s`} className="ms-auto flex items-center gap-2 text-sm">
            {t("rush.seed")}
            <input
              id={`${id}s`}
              inputMode="numeric"
              value={seed}
              disabled={state !== "stopped"}
              onChange={(event) => setSeed(event.target.value.replace(/\D/g, "").slice(0, 6))}
              className="min-h-(--target) w-20 rounded-md border border-line bg-raised px-2 disabled:opacity-50"
            />
          </label>
        </div>
        <label htmlFor={`${id}r`} className="mt-3 flex items-baseline justify-between text-sm">
          <span>{t("rush.rate")}</span>
          <span className="nums font-medium">{pace}</span>
        </label>
        <input
          id={`${id}r`}
          type="range"
          min={0}
          max={SPEEDS.length - 1}
          value={speed}
          aria-valuetext={pace}
          className="h-(--target) w-full accent-(--accent)"
          onChange={(event) => {
            setSpeed(Number(event.target.value));
            void drive("rate", SPEEDS[Number(event.target.value)]);
          }}
        />
        <p className="flex items-center gap-2 text-sm">
          <Badge tone={state === "running" ? "positive" : "neutral"}>{t(`rush.states.${state}`)}</Badge>
          <span className="nums text-muted">{t("rush.done", { count: autopilot?.done ?? 0 })}</span>
        </p>
      </Card>
      <Card title={t("rush.log")}>
        {log.length === 0 && <p className="text-muted text-sm">{t("rush.nothing")}</p>}
        <ol className="thin-scroll max-h-96 overflow-y-auto">
          {log.map((line) => (
            <li key={line.n} className={clsx("flex gap-2.5 py-1 text-sm", !line.ok && "text-danger")}>
              <time dateTime={line.at} className="nums shrink-0 text-muted text-xs leading-5">
                {clockTime(line.at)}
              </time>
              <span className="wrap-text min-w-0">{eventText(line)}</span>
            </li>
          ))}
        </ol>
      </Card>
    </div>
  );
}
