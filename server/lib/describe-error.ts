/** The description of an error and its causes in the log: kind, code and stack. */
export type DescribedError = {
  name: string;
  /** SQLSTATE, a Node or provider code, or one of our own error codes. */
  code?: string;
  status?: number;
  /** Stack frames, innermost first. */
  at?: string[];
  cause?: DescribedError;
  /** The first members of an AggregateError. */
  errors?: DescribedError[];
};

const MAX_FRAMES = 8;
const MAX_CAUSES = 4;
const MAX_MEMBERS = 4;

/**
 * Describes an error without its message, query, parameters, detail or any other text that may quote data.
 * @returns names, codes and stack frames; for anything but an error only its type
 */
export function describeError(error: unknown, depth = 0): DescribedError {
  if (!isErrorLike(error)) return { name: typeof error };
  const described: DescribedError = { name: word(read(error, "name"), /^[A-Za-z][\w.$]{0,60}$/) ?? "Error" };
  const code = word(read(error, "code"), /^[A-Za-z0-9][\w.-]{0,40}$/);
  if (code !== undefined) described.code = code;
  const status = read(error, "status") ?? read(error, "statusCode");
  if (typeof status === "number") described.status = status;
  const at = framesOf(error);
  if (at.length > 0) described.at = at;
  if (depth >= MAX_CAUSES) return described;
  const cause = read(error, "cause");
  if (cause !== undefined && cause !== null) described.cause = describeError(cause, depth + 1);
  const members = read(error, "errors");
  if (Array.isArray(members))
    described.errors = members.slice(0, MAX_MEMBERS).map((member) => describeError(member, depth + 1));
  return described;
}

/** Errors of any realm, and error-like objects of libraries. */
export function isErrorLike(value: unknown): value is Error {
  if (value instanceof Error) return true;
  if (typeof value !== "object" || value === null) return false;
  return (
    typeof read(value, "message") === "string" && (has(value, "stack") || has(value, "code") || has(value, "name"))
  );
}

const has = (value: object, key: string): boolean => typeof read(value, key) === "string";

/** A throwing getter must not prevent the log line. */
function read(value: object, key: string): unknown {
  try {
    return (value as Record<string, unknown>)[key];
  } catch {
    return undefined;
  }
}

/** A code is a word without a long run of digits; anything else could be data. */
const word = (value: unknown, shape: RegExp): string | undefined =>
  typeof value === "string" && shape.test(value) && !/\d{7}/.test(value) ? value : undefined;

const FRAME =
  /^ {4}at (?:[A-Za-z_$<#][\w$.<>#[\] ]{0,120} \(?)?\(?(?:[\w@./\\: ()~%-]{1,300}:\d{1,6}:\d{1,6}|<anonymous>|native|index \d{1,4})\)?$/;

/** The frames below the message, which may have several lines and may imitate frames. */
function framesOf(error: object): string[] {
  const stack = read(error, "stack");
  if (typeof stack !== "string") return [];
  const message = read(error, "message");
  const quoted = typeof message === "string" && message !== "" ? stack.indexOf(message) : -1;
  const below = quoted < 0 ? stack : stack.slice(quoted + String(message).length);
  const lines = below.slice(-20_000).split("\n");
  // The consecutive frames at the end, after which no text of the message can follow.
  let first = lines.length;
  while (first > 0 && FRAME.test(lines[first - 1] ?? "")) first--;
  return lines
    .slice(first)
    .slice(0, MAX_FRAMES)
    .map((line) => line.trim().slice(3));
}
