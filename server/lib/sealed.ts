import { createCipheriv, createDecipheriv, createHash, randomBytes } from "node:crypto";
import { env } from "./env";
import { derivedKey } from "./keys";

const VERSION = "v1";

/**
 * Encrypts ("seals") a secret for the database: AES-256-GCM with a key derived from SECRET. The text names its key, so that a
 * changed SECRET can be distinguished from tampering.
 * @param place where it will be stored, e.g. `connection:<kind>:<account>`; it cannot be decrypted elsewhere
 */
export function seal(plain: string, place: string, secret: string = env().SECRET): string {
  const key = derivedKey("sealed", secret);
  const iv = randomBytes(12);
  const cipher = createCipheriv("aes-256-gcm", key, iv).setAAD(Buffer.from(place));
  const text = Buffer.concat([cipher.update(plain, "utf8"), cipher.final()]);
  return [VERSION, keyId(key), ...[iv, cipher.getAuthTag(), text].map((part) => part.toString("base64url"))].join(".");
}

/**
 * @throws Error with a sentence (without its content) when it was sealed with another SECRET, for another place, or was changed
 */
export function unseal(sealed: string, place: string, secret: string = env().SECRET): string {
  const key = derivedKey("sealed", secret);
  const [version, id, iv, tag, text] = sealed.split(".");
  if (version !== VERSION || !id || !iv || !tag || text === undefined) throw new Error("this is not a sealed value");
  if (id !== keyId(key))
    throw new Error("a setting was sealed under another SECRET: restore it, or save the setting again");
  try {
    const decipher = createDecipheriv("aes-256-gcm", key, Buffer.from(iv, "base64url"), { authTagLength: 16 })
      .setAAD(Buffer.from(place))
      .setAuthTag(Buffer.from(tag, "base64url"));
    return Buffer.concat([decipher.update(Buffer.from(text, "base64url")), decipher.final()]).toString("utf8");
  } catch {
    throw new Error("a sealed setting was changed or moved, and does not open");
  }
}

const keyId = (key: Buffer): string => createHash("sha256").update(key).digest("hex").slice(0, 8);
