/** Values that tests put into every field of customers, staff and providers. No log may contain one. */
export const CANARIES = {
  phone: "+12065550187",
  email: "canary.customer@leak.example",
  text: "the canary sings of a lost parcel",
  name: "Kanari Vogelsang",
  password: "canary-Password-9q7z",
  token: "canarytoken4f9d2b7c",
  /** Valid, and entered on the phone alone. */
  card: "4029185730462213",
} as const;

/** Patterns that no line may contain: personal data, secrets, and messages of the database. */
const SHAPES: Record<string, RegExp> = {
  "e-mail address": /[\w.+-]{1,64}@[\w-]{1,63}\.[\w.-]{0,100}[a-z]{2}/i,
  "phone number": /\+\d{8,15}(?!\d)|(?<![\w.:/-])\(?[2-9]\d{2}\)?[ .-]\d{3}[ .-]\d{4}(?![\w-])/,
  "signed token": /eyJ[\w-]{8,}\.[\w-]{8,}/,
  credential: /whsec_|scrypt\$|\b(?:Bearer|Basic) [\w.+/=-]{6,}|session-token/i,
  "database message": /Failed query:|params:|violates|"(?:detail|where|params|parameters|query|message)":/,
};

export type Leak = { what: string; line: string };

/** Every line of a log that holds something it must not, and what that is. `secrets` are further words to look for. */
export function findLeaks(text: string, secrets: readonly string[] = []): Leak[] {
  const words = [...Object.values(CANARIES), CANARIES.phone.slice(1), ...secrets].map((word) => word.toLowerCase());
  return text.split("\n").flatMap((line) => {
    const lower = line.toLowerCase();
    const planted = words.filter((word) => lower.includes(word)).map((word) => ({ what: `planted: ${word}`, line }));
    const shaped = Object.entries(SHAPES).filter(([, shape]) => shape.test(line));
    return [...planted, ...shaped.map(([what]) => ({ what, line }))];
  });
}
