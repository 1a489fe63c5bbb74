import { uuidv7 } from "uuidv7";
import type { CallPrompt } from "@/server/contract/live-calls";
import { type Call, isAlone } from "./call";
import { mostSeconds } from "./sound-seconds";

/* The rules of prompts: what a customer who is alone on the line hears, and how long. What its end means is in `prompt-ended.ts`. */

/** How long all sounds together may take. */
const MOST_SECONDS = 120;
/** How long the provider may take to begin, and to say that the prompt is over. Past that it ends anyway. */
const MARGIN_SECONDS = 10;

/** The customer hears this from now on, in place of what they heard before. Nothing while somebody of ours is on the line. */
export function startPrompt(call: Call, prompt: Omit<CallPrompt, "id" | "at">, now: Date): void {
  if (isAlone(call)) call.prompt = { id: uuidv7(), ...prompt, at: now.toISOString() };
}

/** The prompt whose end the provider should have reported long ago; null without one. */
export function overduePrompt({ prompt }: Pick<Call, "prompt">, now: Date): CallPrompt | null {
  if (!prompt) return null;
  return now.getTime() >= Date.parse(prompt.at) + longestMs(prompt) ? prompt : null;
}

/** How long a prompt may go on until its end must have been reported. */
export const longestMs = ({ sounds, waitSeconds }: Pick<CallPrompt, "sounds" | "waitSeconds">): number =>
  (mostSeconds(sounds, MOST_SECONDS) + waitSeconds + MARGIN_SECONDS) * 1000;
