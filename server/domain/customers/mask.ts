import { parsePhoneNumberFromString } from "libphonenumber-js/min";
import { LRUCache } from "lru-cache";
import type { HandoffCard, SystemLine } from "@/server/contract/conversations";

/** Whether personal data is hidden from the reader. The one choice every reading function takes. */
export type Masking = { masked: boolean };

const HIDDEN = "••••";
const EMAIL = /[^\s<>"',;:()]+[@＠﹫][^\s<>"',;:()]+/g;
/** Seven or more digits that could be dialled, in any script, however they are spaced; `#1042` and `1–2 pieces` stay readable. */
const DIALLED = /[+(]?\p{Nd}(?:[\s\p{Cf}\p{Pd}().·•_/*]{0,4}\p{Nd}){6,}/gu;

const formatted = new LRUCache<string, string>({ max: 5000 });

/** An identity as people write it: `+1 213 373 4253`, `ana@example.com`. Masked readers learn the kind and nothing else. */
export function contactLabel(kind: string, value: string, { masked }: Masking): string {
  if (kind === "visitor") return "Web visitor";
  if (masked) return maskedKind(kind);
  if (kind === "phone") return formatPhone(value);
  if (kind === "loyalty") return `Loyalty ${value}`;
  return value;
}

function maskedKind(kind: string): string {
  if (kind === "phone") return `Phone ${HIDDEN}`;
  if (kind === "email") return `E-mail ${HIDDEN}`;
  if (kind === "loyalty") return `Loyalty ${HIDDEN}`;
  return HIDDEN;
}

/** E.164 in international format; parsing costs, and the same numbers come again. */
function formatPhone(e164: string): string {
  const known = formatted.get(e164);
  if (known !== undefined) return known;
  const label = parsePhoneNumberFromString(e164)?.formatInternational() ?? e164;
  formatted.set(e164, label);
  return label;
}

/** A customer nobody has named carries their number or address as name: that is hidden whole. */
export function customerName(name: string, { masked }: Masking): string {
  if (!masked) return name;
  const digits = name.replace(/\P{Nd}/gu, "").length;
  return digits >= 4 || /[@＠﹫]/.test(name) ? "Customer" : name;
}

/** Free text as a masked reader may see it: addresses and dialable numbers are hidden, the rest stands. */
export function freeText(text: string, { masked }: Masking): string {
  return masked ? text.replace(EMAIL, HIDDEN).replace(DIALLED, HIDDEN) : text;
}

export function handoffCard(card: HandoffCard, masking: Masking): HandoffCard {
  if (!masking.masked) return card;
  return {
    need: freeText(card.need, masking),
    facts: freeText(card.facts, masking),
    promises: freeText(card.promises, masking),
    consent: freeText(card.consent, masking),
  };
}

export function systemLine(line: SystemLine, masking: Masking): SystemLine {
  if (!masking.masked) return line;
  if (line.type === "transfer_offered") return { ...line, card: handoffCard(line.card, masking) };
  if (line.type === "transfer_declined") return { ...line, reason: freeText(line.reason, masking) };
  return line;
}
