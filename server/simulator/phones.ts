import { systemClock } from "@/server/lib/clock";
import type { LogLine, PhoneMessage, SimEvent } from "./types";

const PHONES = 500;
const PER_PHONE = 100;
const LINES = 200;

/** The screens of customers' phones and the simulator's log. In memory, bounded; the workspace has the real data. */
export function createPhones() {
  const phones = new Map<string, PhoneMessage[]>();
  const lines: LogLine[] = [];
  let n = 0;
  return {
    add(phone: string, message: PhoneMessage): void {
      const messages = phones.get(phone) ?? [];
      phones.delete(phone);
      phones.set(phone, [...messages, message].slice(-PER_PHONE));
      const oldest = phones.keys().next().value;
      if (phones.size > PHONES && oldest !== undefined) phones.delete(oldest);
    },
    setStatus(phone: string, id: string, status: string): void {
      const found = phones.get(phone)?.find((message) => message.id === id);
      if (found) found.status = status;
    },
    of: (phone: string): PhoneMessage[] => phones.get(phone) ?? [],
    /** Phones that a store has replied to, newest first. */
    answered: (): string[] =>
      [...phones].filter(([, messages]) => messages.at(-1)?.direction === "in").map(([phone]) => phone),
    log(key: SimEvent["key"], values: SimEvent["values"] = {}, ok = true): void {
      lines.push({ n: ++n, at: systemClock().toISOString(), key, values, ok });
      if (lines.length > LINES) lines.splice(0, lines.length - LINES);
    },
    lines: (): LogLine[] => [...lines].reverse(),
  };
}
export type Phones = ReturnType<typeof createPhones>;
