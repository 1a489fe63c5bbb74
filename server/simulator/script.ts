/** The script of a Saturday: the same seed gives the same day, whatever the rate. */
export type Step =
  | { kind: "text"; customer: number; store: number; text: string; photo: boolean }
  | { kind: "chat"; customer: number; store: number; text: string }
  | { kind: "follow_up"; text: string }
  | { kind: "buy"; sku: number; store: number }
  | { kind: "order"; customer: number };

const OPENINGS = [
  "Hi, do you have the {sku} in stock? I could come by today",
  "Is my order ready for pickup?",
  "What time do you close today?",
  "Can you hold the {sku} for me until tonight?",
  "I bought the {sku} last week and the zip is stuck. What can I do?",
  "Where is my parcel? Tracking says it is still at the depot",
  "Do you have parking near the store?",
  "Can I return something without the box?",
  "the website says 1 left of the {sku}, is that true?",
  "My order came without the second item",
  "Can someone call me about the tents you have on display?",
  "Is the sale still on for jackets?",
];
const FOLLOW_UPS = [
  "Great, thank you!",
  "ok, see you soon",
  "And how late are you open?",
  "Perfect 👍",
  "Could you check again please?",
];

/** The mulberry32 generator: small, fast, and deterministic. */
function random(seed: number): () => number {
  let a = seed >>> 0;
  return () => {
    a = (a + 0x6d2b79f5) >>> 0;
    let t = Math.imul(a ^ (a >>> 15), 1 | a);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** The n-th step of the day with this seed. */
export function stepOf(seed: number, n: number, size: { customers: number; stores: number; skus: string[] }): Step {
  const next = random(Math.imul(seed, 2_654_435_761) + n);
  const draw = next();
  const pick = (length: number) => Math.floor(next() * length);
  const customer = pick(Math.min(size.customers, 400));
  const store = pick(size.stores);
  const sku = Math.floor(size.skus.length * next() ** 3);
  const text = (OPENINGS[pick(OPENINGS.length)] as string).replace("{sku}", size.skus[sku] ?? "jacket");
  if (draw < 0.58) return { kind: "text", customer, store, text, photo: next() < 0.06 };
  if (draw < 0.72) return { kind: "chat", customer, store, text };
  if (draw < 0.82) return { kind: "follow_up", text: FOLLOW_UPS[pick(FOLLOW_UPS.length)] as string };
  if (draw < 0.93) return { kind: "buy", sku, store };
  return { kind: "order", customer };
}
