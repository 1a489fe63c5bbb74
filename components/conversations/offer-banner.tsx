"use client";
import { useMutation } from "@tanstack/react-query";
import { ArrowRightLeft } from "lucide-react";
import { useTranslations } from "next-intl";
import { useEffect, useState } from "react";
import { CardBoundary } from "@/components/client/card-boundary";
import { useMe } from "@/components/client/realtime";
import { useTRPC } from "@/components/client/trpc";
import { Button } from "@/components/ui/button";
import { currentMs } from "@/components/ui/clock";
import { Input } from "@/components/ui/field";
import { lazyComponent } from "@/components/ui/lazy";
import { toastInfo } from "@/components/ui/toast";
import type { ConversationRow, OfferView } from "@/server/contract/conversations";
import { useFailureToast } from "./actions-provider";
import { CardBody } from "./handoff-card";

/** Holds the focus while the form loads, so that what is typed runs no shortcut. */
const WaitingForm = () => (
  <Input autoFocus readOnly aria-busy aria-label={useTranslations("offers")("declineReason")} />
);
const DeclineForm = lazyComponent(() => import("./decline-form").then((code) => code.DeclineForm), WaitingForm);

/** The remaining seconds, counting down; the server decides when the offer ends. */
function useSecondsLeft(expiresAt: string): number {
  const left = () => Math.max(0, Math.ceil((Date.parse(expiresAt) - currentMs()) / 1000));
  const [seconds, setSeconds] = useState(left);
  useEffect(() => {
    const timer = setInterval(
      () => setSeconds(Math.max(0, Math.ceil((Date.parse(expiresAt) - currentMs()) / 1000))),
      1000,
    );
    return () => clearInterval(timer);
  }, [expiresAt]);
  return seconds;
}
const countdown = (seconds: number): string => `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;

function useAnswers(row: ConversationRow, offer: OfferView) {
  const t = useTranslations("offers");
  const failed = useFailureToast();
  const trpc = useTRPC();
  const input = { conversationId: row.id, offerId: offer.id };
  const accept = useMutation(
    trpc.conversations.acceptOffer.mutationOptions({
      onSuccess: () => toastInfo(t("accepted", { customer: row.customer.name })),
      onError: failed,
    }),
  );
  const decline = useMutation(trpc.conversations.declineOffer.mutationOptions({ onError: failed }));
  const withdraw = useMutation(trpc.conversations.withdrawOffer.mutationOptions({ onError: failed }));
  return {
    isBusy: accept.isPending || decline.isPending || withdraw.isPending,
    accept: () => accept.mutate(input),
    decline: (reason: string) => decline.mutate({ ...input, reason }),
    withdraw: () => withdraw.mutate(input),
  };
}

/** A pending transfer: the card, then accept and decline. The sender sees the receiver and can withdraw it. */
export function OfferBanner({ row, offer }: { row: ConversationRow; offer: OfferView }) {
  const t = useTranslations("offers");
  const me = useMe();
  const seconds = useSecondsLeft(offer.expiresAt);
  const answers = useAnswers(row, offer);
  const [isDeclining, setDeclining] = useState(false);
  const isSender = offer.from.id === me.id;
  const mayAnswer = offer.toUser
    ? offer.toUser.id === me.id
    : !isSender && (me.scope.all || (offer.toPlace !== null && me.scope.placeIds.includes(offer.toPlace.id)));
  const to = offer.toUser?.name ?? offer.toPlace?.name ?? t("aQueue");
  return (
    <section
      aria-label={t("banner")}
      className="flex shrink-0 animate-enter flex-col gap-3 border-accent/30 border-b bg-accent-soft px-4 py-3"
    >
      <p className="flex items-center gap-2 font-medium text-accent-ink">
        <ArrowRightLeft aria-hidden className="size-4" />
        <span className="flex-1">
          {mayAnswer
            ? t("offersYou", { name: offer.from.name })
            : isSender
              ? t("youOffered", { to })
              : t("offered", { name: offer.from.name, to })}
        </span>
        <span role="timer" aria-label={t("secondsLeft", { count: seconds })} className="nums text-sm">
          {seconds > 0 ? countdown(seconds) : t("timeUp")}
        </span>
      </p>
      {mayAnswer && (
        <div className="thin-scroll max-h-48 overflow-y-auto rounded-md bg-surface p-3">
          <CardBoundary card="handoff" of={offer.card}>
            <CardBody card={offer.card} />
          </CardBoundary>
        </div>
      )}
      {mayAnswer && isDeclining && <DeclineForm onDecline={answers.decline} onKeep={() => setDeclining(false)} />}
      {mayAnswer && !isDeclining && (
        <div className="flex gap-2">
          <Button variant="primary" size="md" disabled={answers.isBusy} onClick={answers.accept}>
            {t("accept")}
          </Button>
          <Button size="md" disabled={answers.isBusy} onClick={() => setDeclining(true)}>
            {t("declineMore")}
          </Button>
        </div>
      )}
      {!mayAnswer && (isSender || me.can.bulkAssign) && (
        <div>
          <Button disabled={answers.isBusy} onClick={answers.withdraw}>
            {t("withdraw")}
          </Button>
        </div>
      )}
    </section>
  );
}
