import type { RawRequest } from "@/server/contract/channel";
import { DomainError } from "@/server/contract/errors";

/** A request's parameters as sent: blanks, repeated names and whitespace are kept, because the signature covers them. */
export type Params = Record<string, string | string[]>;

/** Decodes a form body and keeps everything: blank values, repeated names (as a list), whitespace, UTF-8. */
export function readForm(body: Buffer): Params {
  const params: Params = Object.create(null);
  for (const [name, value] of new URLSearchParams(body.toString("utf8"))) {
    const held = params[name];
    if (held === undefined) params[name] = value;
    else params[name] = Array.isArray(held) ? [...held, value] : [held, value];
  }
  return params;
}

/** The same parameters, whether they came as a form or (with a signed body hash) as JSON. @throws DomainError "invalid" */
export function readParams(raw: RawRequest): Params {
  if (!raw.headers["content-type"]?.includes("json")) return readForm(raw.body);
  const parsed = parseJson(raw.body);
  if (typeof parsed !== "object" || parsed === null || Array.isArray(parsed)) throw new DomainError("invalid");
  const params: Params = Object.create(null);
  for (const [name, value] of Object.entries(parsed))
    if (typeof value === "string" || typeof value === "number") params[name] = String(value);
  return params;
}

function parseJson(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString("utf8"));
  } catch {
    throw new DomainError("invalid");
  }
}

/** One value; the same name with two different values is ambiguous. @throws DomainError "invalid" */
export function single(params: Params, name: string): string | undefined {
  const value = params[name];
  if (!Array.isArray(value)) return value;
  if (new Set(value).size > 1) throw new DomainError("invalid", "sentTwice", { name });
  return value[0];
}
