export type Keyword = {
  action: "revoke" | "grant" | "help";
  /** `keyword`: a standard keyword. `provisional`: plain language that a person should review; it applies at once anyway. */
  basis: "keyword" | "provisional";
};

const STOP = new Set(["stop", "stopall", "unsubscribe", "cancel", "end", "quit", "revoke", "optout", "opt out"]);
const START = new Set(["start", "unstop"]);
const HELP = new Set(["help", "info"]);

/** Opt-outs in plain language. Each pattern needs an object or stands alone, so that "stop by at 5" does not match. */
const PLAIN = [
  /^(please )?(stop|quit)( it| now| please| this| thanks| thank you)*$/,
  /\b(stop|quit) (text|texting|message|messaging|contacting|writing|sms|sending)\b/,
  /\bstop (all |these |the |your )?(texts|messages|sms)\b/,
  /\b(dont|do not|never) (text|message|sms|contact|write) me\b(?! (before|after|until|till|at|between|on|yet))/,
  /\bno more (texts|messages|sms)\b/,
  /\b(unsubscribe|opt) me( out)?\b|\bopt(ing)? out\b|\bi (want to )?unsubscribe\b/,
  /\b(remove me|take me off)( from)?( your| the| this)? ?(list|texts|messages)?$/,
  /\bleave me alone\b/,
  /^(por favor )?no (mas|más)( mensajes| textos)?( por favor)?$/,
  /^(por favor )?(alto|parar|pare|detener|basta|baja)( por favor)?$/,
  /\bno (mas|más) (mensajes|textos|sms)\b/,
  /\b(deje|deja|dejen|paren) de (escribir|mandar|enviar|molestar)/,
  /\bno me (escriba|escriban|mande|manden|envie|envíe|envien|envíen|contacte|contacten)\b/,
];

/** Finds the consent keyword of a text, or null. "Yes" alone is not one. */
export function keywordIn(text: string): Keyword | null {
  const plain = text
    .normalize("NFKC")
    .toLowerCase()
    .replace(/['’`]/g, "")
    .replace(/[^\p{L}\p{N}]+/gu, " ")
    .trim();
  if (STOP.has(plain)) return { action: "revoke", basis: "keyword" };
  if (START.has(plain)) return { action: "grant", basis: "keyword" };
  if (HELP.has(plain)) return { action: "help", basis: "keyword" };
  if (plain.length <= 300 && PLAIN.some((wording) => wording.test(plain))) {
    return { action: "revoke", basis: "provisional" };
  }
  return null;
}
