"use client";
import { UserRoundCheck } from "lucide-react";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { useMe } from "@/components/client/realtime";
import { Banner } from "@/components/ui/banner";
import { Button } from "@/components/ui/button";
import type { ConversationRow } from "@/server/contract/conversations";

/**
 * Says that an open conversation was assigned to somebody else, until it is assigned back, resolved, or the notice is
 * dismissed.
 */
export function OwnerNotice({ row }: { row: ConversationRow }) {
  const t = useTranslations("thread");
  const me = useMe();
  const isMine = row.assignee?.id === me.id;
  const [wasMine, setWasMine] = useState(isMine);
  if (isMine && !wasMine) setWasMine(true);
  if (!wasMine || isMine || row.status === "resolved") return null;
  return (
    <Banner
      tone="warning"
      icon={<UserRoundCheck aria-hidden />}
      role="status"
      action={
        <Button variant="quiet" onClick={() => setWasMine(false)}>
          {t("dismiss")}
        </Button>
      }
    >
      {row.assignee ? t("nowAssigned", { name: row.assignee.name }) : t("nowQueued", { place: row.place.name })}
    </Banner>
  );
}
