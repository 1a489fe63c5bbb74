import { useRef, useState } from "preact/hooks";
import type { Chat } from "./chat";
import type { ChatState } from "./chat-state";
import type { ContactDraft } from "./contact-field";

/** The typed contact, until the server has validated it. Without a connection it is sent with the message, not validated. */
export function useContact(chat: Chat, { contact, staffed }: ChatState): ContactDraft & { unsaved: string | null } {
  const [typed, setTyped] = useState("");
  const [problem, setProblem] = useState<string | null>(null);
  const [isEditing, setEditing] = useState(false);
  const [isBusy, setBusy] = useState(false);
  const field = useRef<HTMLInputElement>(null);
  const isShown = isEditing || (contact === null && !staffed);

  async function leave(text: string | null): Promise<"saved" | "refused" | "away"> {
    setBusy(true);
    const answer = await chat.leaveContact(text);
    setBusy(false);
    if ("failed" in answer) {
      setProblem(answer.reason);
      return answer.failed === "refused" ? "refused" : "away";
    }
    setProblem(null);
    setTyped("");
    setEditing(false);
    return "saved";
  }
  return {
    typed,
    setTyped: (text) => {
      setProblem(null);
      setTyped(text);
    },
    problem,
    isEditing,
    setEditing: (next) => {
      setProblem(null);
      setTyped("");
      setEditing(next);
      if (next) setTimeout(() => field.current?.focus());
    },
    isBusy,
    field,
    unsaved: isShown ? typed.trim() || null : null,
    async save() {
      if (!isShown || typed.trim() === "") return true;
      const outcome = await leave(typed.trim());
      if (outcome === "refused") field.current?.focus();
      return outcome !== "refused";
    },
    async remove() {
      await leave(null);
    },
  };
}
