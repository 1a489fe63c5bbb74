import { DomainError } from "@/server/contract/errors";

/** Converts the violation of the unique index of shortcuts into a refusal. */
export function asShortcutTaken(error: unknown): unknown {
  const { code, constraint } = ((error as { cause?: unknown })?.cause ?? error) as {
    code?: string;
    constraint?: string;
  };
  const isTaken = code === "23505" && constraint === "saved_replies_shortcut";
  return isTaken ? new DomainError("conflict", "shortcutTaken") : error;
}
