import type { Call } from "@/server/domain/calls/call";
import { type Carried, isUp, type Observed, type Step } from "./steps";

/* The part of the plan that is about prompts (ADR 0060). */

/** Comes before whatever else the customer should hear: Asterisk does one thing after the other on a channel. */
export function cutPrompts({ prompt }: Call, { leg, channel }: Carried, { prompts }: Observed): Step[] {
  if (leg.role !== "customer") return [];
  return [...prompts]
    .filter(([promptId, one]) => one.channel === channel.id && one.state === "playing" && promptId !== prompt?.id)
    .map(([promptId]): Step => ({ do: "stopPrompt", promptId }));
}

/** A prompt is played once. One that another process began is played again, unless it is still playing. */
export function promptSteps({ prompt }: Call, { leg, channel }: Carried, { prompts }: Observed): Step[] {
  if (!prompt || leg.role !== "customer" || !isUp(channel) || prompts.has(prompt.id)) return [];
  return [{ do: "prompt", channel: channel.id, prompt }];
}

/** How the prompt of a call has ended; null while it goes on. `hasFailed`: a sound could not be played. */
export function promptNews(
  { prompt }: Call,
  { prompts }: Observed,
  now: Date,
): { promptId: string; key: string | null; hasFailed: boolean } | null {
  const progress = prompt && prompts.get(prompt.id);
  if (!progress) return null;
  const { key, state, playedAt } = progress;
  const hasFailed = key === null && state === "failed";
  const isOver = playedAt !== null && now.getTime() >= playedAt.getTime() + prompt.waitSeconds * 1000;
  return key !== null || hasFailed || isOver ? { promptId: prompt.id, key, hasFailed } : null;
}
