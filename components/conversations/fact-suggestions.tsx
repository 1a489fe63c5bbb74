import { Plus } from "lucide-react";
import { useTranslations } from "next-intl";
import { Button } from "@/components/ui/button";

type Props = { known: readonly string[]; facts: string; onChange: (facts: string) => void };

/** Facts on record, labeled as not verified. A person adds those that they have checked. */
export function FactSuggestions({ known, facts, onChange }: Props) {
  const t = useTranslations("transfers");
  const lines = facts.split("\n");
  const left = known.filter((fact) => !lines.includes(fact));
  if (left.length === 0) return null;
  return (
    <div className="flex flex-col items-start gap-1">
      <p className="text-muted text-xs">{t("onRecord")}</p>
      {left.map((fact) => (
        <Button
          key={fact}
          aria-label={t("addFact", { fact })}
          className="h-auto! max-w-full justify-start py-1 text-start"
          onClick={() => onChange(facts.trim() === "" ? fact : `${facts.trimEnd()}\n${fact}`)}
        >
          <Plus aria-hidden className="size-3.5 shrink-0" />
          <bdi className="min-w-0 whitespace-normal">{fact}</bdi>
        </Button>
      ))}
    </div>
  );
}
