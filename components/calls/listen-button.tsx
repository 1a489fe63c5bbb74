"use client";
import { Ear } from "lucide-react";
import { useTranslations } from "next-intl";
import { useMe } from "@/components/client/realtime";
import { Button } from "@/components/ui/button";
import type { CallItem } from "@/server/contract/conversations";
import { useIsOnCall } from "./call-dock";
import { wishForCall } from "./call-wishes";

/** Begins to supervise a call of colleagues. For supervisors who are on no call themselves, while somebody of ours talks. */
export function ListenButton({ call }: { call: CallItem["call"] }) {
  const t = useTranslations("calls.supervision");
  const { can } = useMe();
  const isOnCall = useIsOnCall();
  const phase = call.phases.at(-1)?.phase;
  const { callId } = call;
  if (!can.board || isOnCall || !callId || (phase !== "connected" && phase !== "on_hold")) return null;
  return (
    <Button className="shrink-0" onClick={() => wishForCall({ kind: "supervise", callId })}>
      <Ear aria-hidden className="size-4" />
      {t("start")}
    </Button>
  );
}
