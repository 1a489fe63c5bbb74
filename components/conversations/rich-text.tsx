import { Fragment, type ReactNode } from "react";

const LINK = /\bhttps?:\/\/[^\s<>"'`]+/gi;
const TRAILING = /[.,;:!?)\]}]+$/;

/** Web addresses only: anything else that looks like a link stays text. */
export function safeUrl(text: string): string | null {
  try {
    const url = new URL(text);
    const isWeb = url.protocol === "http:" || url.protocol === "https:";
    return isWeb && url.username === "" && url.password === "" ? url.href : null;
  } catch {
    return null;
  }
}

/** The parts of a text, never read as markup. Web addresses become links without referrer and opener. */
export function linkified(text: string): ReactNode[] {
  const parts: ReactNode[] = [];
  let from = 0;
  for (const match of text.matchAll(LINK)) {
    const shown = match[0].replace(TRAILING, "");
    const href = safeUrl(shown);
    if (!href) continue;
    parts.push(text.slice(from, match.index));
    parts.push(
      <a
        key={match.index}
        href={href}
        target="_blank"
        rel="noopener noreferrer nofollow"
        className="text-accent-ink underline underline-offset-2"
      >
        {shown}
      </a>,
    );
    from = match.index + shown.length;
  }
  parts.push(text.slice(from));
  return parts;
}

/** Renders a message as text. */
export function RichText({ text }: { text: string }) {
  return (
    <span dir="auto" className="wrap-text block">
      {linkified(text).map((part, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: parts of one immutable text
        <Fragment key={index}>{part}</Fragment>
      ))}
    </span>
  );
}
