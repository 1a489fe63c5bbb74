import type { Id } from "@/server/contract/ids";
import type { CallPrompt } from "@/server/contract/live-calls";
import type { Call } from "./call";
import { type MenuFacts, menuPromptEnded, NOTHING_KNOWN } from "./menus/menu";
import { queuePromptEnded } from "./queue";
import { messagePromptEnded } from "./voicemail";

/** What the end of a prompt means. `key`: the one of its keys that was pressed, or null. */
type Sequel = (call: Call, key: string | null, facts: MenuFacts, now: Date, prompt: CallPrompt) => void;

const SEQUELS: Record<CallPrompt["purpose"], Sequel> = {
  queue: (call, key, _, now) => queuePromptEnded(call, key, now),
  menu: menuPromptEnded,
  message: (call, key, _, now, prompt) => messagePromptEnded(call, prompt, key, now),
};

/**
 * The customer has heard the prompt out, or answered it with a key. A prompt that is not the current one changes nothing, and so does a
 * key that does not answer it.
 * @param facts what a key of a menu may lead to; nothing is needed where no key was pressed
 */
export function promptEnded(
  call: Call,
  promptId: Id,
  key: string | null,
  now: Date,
  facts: MenuFacts = NOTHING_KNOWN,
): void {
  const { prompt } = call;
  if (prompt?.id !== promptId || (key !== null && !isAnswer(prompt, key))) return;
  call.prompt = null;
  SEQUELS[prompt.purpose](call, key, facts, now, prompt);
}

const isAnswer = ({ keys }: CallPrompt, key: string): boolean => key.length === 1 && keys.includes(key);
