"use client";
import { clsx } from "clsx";
import { Pause, Play, Square } from "lucide-react";
import { useEffect, useId, useState } from "react";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { clockTime } from "@/components/ui/format";
import { type Autopilot, act, type LogLine, useRefresh } from "./api";
import { Card } from "./card";

const SPEEDS = [6, 15, 30, 60, 120, 300, 600];

/** The Saturday rush, and the log of everything the outside world did. */
export function AutopilotPanel({ autopilot, log }: { autopilot: Autopilot | undefined; log: LogLine[] }) {
  const id = useId();
  const refresh = useRefresh();
  const [speed, setSpeed] = useState(2);
  const [seed, setSeed] = useState("1");
  const state = autopilot?.state ?? "stopped";
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
      <Card title="Saturday rush" hint="A script from a seed: the same seed plays the same day.">
        <div className="flex flex-wrap items-center gap-2">
          {state === "running" ? (
            <Button onClick={() => void drive("pause")}>
              <Pause aria-hidden className="size-4" />
              Pause
            </Button>
          ) : (
            <Button variant="primary" onClick={() => void drive("start")}>
              <Play aria-hidden className="size-4" />
              {state === "paused" ? "Go on" : "Start the rush"}
            </Button>
          )}
          <Button disabled={state === "stopped"} onClick={() => void drive("stop")}>
            <Square aria-hidden className="size-4" />
            Stop
          </Button>
          <label htmlFor={`${id}s`} className="ms-auto flex items-center gap-2 text-sm">
            Seed
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
          <span>Rate</span>
          <span className="nums font-medium">{SPEEDS[speed]} a minute</span>
        </label>
        <input
          id={`${id}r`}
          type="range"
          min={0}
          max={SPEEDS.length - 1}
          value={speed}
          aria-valuetext={`${SPEEDS[speed]} a minute`}
          className="h-(--target) w-full accent-(--accent)"
          onChange={(event) => {
            setSpeed(Number(event.target.value));
            void drive("rate", SPEEDS[Number(event.target.value)]);
          }}
        />
        <p className="flex items-center gap-2 text-sm">
          <Badge tone={state === "running" ? "positive" : "neutral"}>{state}</Badge>
          <span className="nums text-muted">{autopilot?.done ?? 0} things happened</span>
        </p>
      </Card>
      <Card title="What happened outside">
        {log.length === 0 && <p className="text-muted text-sm">Nothing yet.</p>}
        <ol className="thin-scroll max-h-96 overflow-y-auto">
          {log.map((line) => (
            <li key={line.n} className={clsx("flex gap-2.5 py-1 text-sm", !line.ok && "text-danger")}>
              <time dateTime={line.at} className="nums shrink-0 text-muted text-xs leading-5">
                {clockTime(line.at)}
              </time>
              <span className="wrap-text min-w-0">{line.what}</span>
            </li>
          ))}
        </ol>
      </Card>
    </div>
  );
}
