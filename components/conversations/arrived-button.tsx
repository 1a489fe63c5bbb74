import { ArrowUp } from "lucide-react";
import { useTranslations } from "next-intl";
import { Button } from "@/components/ui/button";

/** A button over a list whose rows are held in place: shows how many conversations arrived, and reveals them. */
export function ArrivedButton({ count, onShow }: { count: number; onShow: () => void }) {
  const t = useTranslations("inbox");
  if (count === 0) return null;
  return (
    <Button
      variant="primary"
      aria-label={t("showNew", { count })}
      onClick={onShow}
      className="absolute top-2 left-1/2 z-10 -translate-x-1/2 animate-enter rounded-full! shadow-overlay"
    >
      <ArrowUp aria-hidden className="size-4" /> {t("new", { count })}
    </Button>
  );
}
