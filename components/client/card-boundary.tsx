"use client";
import { CircleAlert } from "lucide-react";
import { useTranslations } from "next-intl";
import { Component, createContext, type ReactNode, useContext } from "react";
import { Button } from "@/components/ui/button";
import type { Card, CardFailure } from "@/server/contract/failures";

/** Reports a failed card to the server, without customer data. */
export const CardFailures = createContext<(failure: CardFailure) => void>(() => {});

type Props = {
  card: Card;
  /** The data of the card; when it changes, the card is rendered again. */
  of: unknown;
  /** The card has its own margins (a section of a panel), so its replacement must have them too. */
  isSection?: boolean;
  children: ReactNode;
};
type State = { code: string | null; of: unknown };

/** An error boundary: when one card cannot be rendered, the thread and the reply being written stay usable. */
export function CardBoundary(props: Props) {
  return <Boundary {...props} report={useContext(CardFailures)} />;
}

class Boundary extends Component<Props & { report: (failure: CardFailure) => void }, State> {
  override state: State = { code: null, of: this.props.of };

  static getDerivedStateFromError(error: unknown): Partial<State> {
    return { code: codeOf(error) };
  }

  static getDerivedStateFromProps({ of }: Props, state: State): Partial<State> | null {
    return of === state.of ? null : { of, code: null };
  }

  override componentDidCatch(error: unknown): void {
    this.props.report({ card: this.props.card, code: codeOf(error) });
  }

  override render(): ReactNode {
    const { code } = this.state;
    if (code === null) return this.props.children;
    const card = <BrokenCard code={code} onRetry={() => this.setState({ code: null })} />;
    return this.props.isSection ? <div className="p-3">{card}</div> : card;
  }
}

function BrokenCard({ code, onRetry }: { code: string; onRetry: () => void }) {
  const t = useTranslations("client");
  return (
    <div role="status" className="rounded-lg border border-line bg-raised px-3 py-2.5 text-sm">
      <p className="flex flex-wrap items-center gap-x-2 gap-y-1.5">
        <CircleAlert aria-hidden className="size-4 shrink-0 text-muted" />
        <span className="min-w-40 flex-1">{t("cardFailed")}</span>
        <Button onClick={onRetry}>{t("tryAgain")}</Button>
      </p>
      <details className="mt-1 text-muted text-xs">
        <summary className="flex min-h-6 w-fit cursor-pointer items-center coarse:min-h-11">{t("details")}</summary>
        {t.rich("errorCode", { id: code, code: (id) => <code className="nums select-all">{id}</code> })}
      </details>
    </div>
  );
}

/** A hash of function names and positions in our files, without the error's message, which may quote a customer. */
function codeOf(error: unknown): string {
  const { name, stack } = error instanceof Error ? error : { name: "", stack: "" };
  const frames = (stack ?? "").split("\n").filter((line) => /^\s+at |@/.test(line) && /:\d+/.test(line));
  let hash = 0x811c9dc5;
  for (const char of frames.slice(0, 5).join()) hash = Math.imul(hash ^ char.charCodeAt(0), 0x01000193);
  const kind = /^[A-Za-z]{1,40}$/.test(name) ? name : "Error";
  return `${kind}-${(hash >>> 0).toString(16).padStart(8, "0")}`;
}
