import { parsePhoneNumberFromString } from "libphonenumber-js/min";
import { LRUCache } from "lru-cache";
import type { CardRecord } from "@/server/contract/card-entries";
import type { OrderView } from "@/server/contract/commerce";
import type { AttachmentView, HandoffCard, SystemLine } from "@/server/contract/conversations";
import { WITHHELD } from "@/server/contract/customers";
import { contactWord } from "./contact-words";
import { findEmails } from "./find-emails";
import { findPhones } from "./find-phones";
import { foldText, type Range } from "./fold-text";

/** Whether personal data is hidden from the reader. Every reading function takes this parameter. */
export type Masking = { masked: boolean };

const HIDDEN = "••••";
const formatted = new LRUCache<string, string>({ max: 5000 });

/** Formats an identity for people: `+1 213 373 4253`, `ana@example.com`. Masked readers see only its kind. */
export function contactLabel(kind: string, value: string, { masked }: Masking): string {
  if (kind === "visitor") return contactWord("visitor");
  if (kind === WITHHELD) return contactWord("withheld");
  if (masked) return maskedKind(kind);
  if (kind === "phone") return formatPhone(value);
  return kind === "loyalty" ? loyaltyLabel(value) : value;
}

/** "Trailhead Club · TC-01812": a member's number is one of its program's. */
function loyaltyLabel(value: string): string {
  const at = value.indexOf(":");
  if (at < 0) return contactWord("loyalty", { number: value });
  return contactWord("member", { program: value.slice(0, at), number: value.slice(at + 1) });
}

function maskedKind(kind: string): string {
  if (kind === "phone") return contactWord("phone", { number: HIDDEN });
  if (kind === "email") return contactWord("email", { address: HIDDEN });
  if (kind === "loyalty") return contactWord("loyalty", { number: HIDDEN });
  return HIDDEN;
}

/** Formats E.164 in international format. Cached, because parsing is slow and the same numbers come again. */
function formatPhone(e164: string): string {
  const known = formatted.get(e164);
  if (known !== undefined) return known;
  const label = parsePhoneNumberFromString(e164)?.formatInternational() ?? e164;
  formatted.set(e164, label);
  return label;
}

/** The name of a customer. A customer without a name has their number or address as name, which is hidden completely. */
export function customerName(name: string, { masked }: Masking): string {
  if (!masked) return name;
  const folded = foldText(name).text;
  const digits = folded.replace(/\D/g, "").length;
  return digits >= 4 || folded.includes("@") || freeText(name, { masked }) !== name ? contactWord("customer") : name;
}

/** Hides addresses and phone numbers in free text from masked readers. */
export function freeText(text: string, { masked }: Masking): string {
  if (!masked) return text;
  const folded = foldText(text);
  const emails = findEmails(folded.text);
  const phones = findPhones(cover(folded.text, emails, "\0"));
  const hidden = [...emails, ...phones].sort((a, b) => a.from - b.from);
  if (hidden.length === 0) return text;
  return cover(
    text,
    hidden.map(({ from, to }) => folded.original(from, to)),
    HIDDEN,
  );
}

/** Like `freeText`, for the beginning of a text that may be cut inside a number; the rest of a number is hidden too. */
export function previewText(preview: string, masking: Masking): string {
  const text = freeText(preview, masking);
  return masking.masked ? text.replace(/[+(]?\d(?:[^\p{L}\d]{0,4}\d){2,}[^\p{L}\d]{0,4}…$/u, `${HIDDEN}…`) : text;
}

/** Replaces each range of the text: by words, or by one character repeated to the same length. */
function cover(text: string, ranges: Range[], by: string): string {
  let covered = "";
  let at = 0;
  for (const { from, to } of ranges) {
    covered += text.slice(at, from) + (by.length === 1 ? by.repeat(to - from) : by);
    at = to;
  }
  return covered + text.slice(at);
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

/** Masks the texts of a card entry; what the payment service calls the card is no personal data. */
export const cardRecord = (record: CardRecord, masking: Masking): CardRecord => ({
  ...record,
  name: freeText(record.name, masking),
  reason: record.reason === null ? null : freeText(record.reason, masking),
});

/** Masks the texts of a system line of any kind; times stay. */
export function systemLine(line: SystemLine, masking: Masking): SystemLine {
  return masking.masked ? (everyText(line, masking) as SystemLine) : line;
}

const ISO_TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{3})?Z$/;
const ID = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/;

function everyText(value: unknown, masking: Masking): unknown {
  if (typeof value === "string") return ISO_TIME.test(value) || ID.test(value) ? value : freeText(value, masking);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, everyText(one, masking)]));
}

const EXTENSIONS: Record<string, string> = {
  "image/jpeg": "jpg",
  "image/png": "png",
  "image/gif": "gif",
  "image/webp": "webp",
  "application/pdf": "pdf",
};

/**
 * The file name for this reader. It may contain anything, so masked readers get a generated name.
 * @param position its position among the files of its message, from 0
 */
export function fileName(file: { name: string; mime: string }, position: number, { masked }: Masking): string {
  if (!masked) return file.name;
  const extension = EXTENSIONS[file.mime];
  const word = file.mime.startsWith("image/") ? "photo" : "file";
  return `${word}-${position + 1}${extension ? `.${extension}` : ""}`;
}

/** Masks a file of a message. The type of a refused file is only the sender's claim, so it is masked too. */
export function attachment(file: AttachmentView, position: number, masking: Masking): AttachmentView {
  if (!masking.masked) return file;
  const mime = Object.hasOwn(EXTENSIONS, file.mime) ? file.mime : "application/octet-stream";
  return { ...file, name: fileName(file, position, masking), mime };
}

/**
 * Masks an order. Numbers of orders and parcels stay, because staff work with them; links that identify the customer are
 * removed.
 */
export function order(view: OrderView, masking: Masking): OrderView {
  if (!masking.masked) return view;
  return {
    ...view,
    number: reference(view.number, masking),
    lines: view.lines.map((line) => ({ ...line, title: freeText(line.title, masking) })),
    shipments: view.shipments.map((shipment) => ({
      ...shipment,
      carrier: shipment.carrier === null ? null : freeText(shipment.carrier, masking),
      trackingNumber: shipment.trackingNumber === null ? null : reference(shipment.trackingNumber, masking),
      trackingUrl: namesNobody(shipment.trackingUrl, shipment.trackingNumber, masking) ? shipment.trackingUrl : null,
    })),
  };
}

/** A reference is one word of letters, digits and dashes; anything else may be a contact. */
export const isReference = (value: string): boolean => /^#?[A-Za-z0-9][A-Za-z0-9_/-]*$/.test(value);
const reference = (value: string, masking: Masking): string => (isReference(value) ? value : freeText(value, masking));

function namesNobody(url: string | null, trackingNumber: string | null, masking: Masking): boolean {
  if (url === null) return false;
  const readable = readableUrl(url);
  const rest = trackingNumber ? readable.replaceAll(trackingNumber, "") : readable;
  return freeText(rest, masking) === rest;
}

function readableUrl(url: string): string {
  try {
    return decodeURIComponent(url);
  } catch {
    return url;
  }
}
