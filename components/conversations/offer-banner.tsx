"use client";
import { useMutation } from "@tanstack/react-query";
import { ArrowRightLeft } from "lucide-react";
import { useEffect, useId, useState } from "react";
import { CardBoundary } from "@/components/client/card-boundary";
import { useMe } from "@/components/client/realtime";
import { refusalOf } from "@/components/client/refusal";
import { useTRPC } from "@/components/client/trpc";
import { Button } from "@/components/ui/button";
import { currentMs } from "@/components/ui/clock";
import { Input } from "@/components/ui/field";
import { toastError, toastInfo } from "@/components/ui/toast";
import type { ConversationRow, OfferView } from "@/server/contract/conversations";
import { CardBody } from "./handoff-card";

/** Seconds left, ticking; the server decides when it is over. */
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
const failed = (error: unknown) => toastError(refusalOf(error)?.message ?? "That did not reach the server. Try again.");

function useAnswers(row: ConversationRow, offer: OfferView) {
  const trpc = useTRPC();
  const input = { conversationId: row.id, offerId: offer.id };
  const accept = useMutation(
    trpc.conversations.acceptOffer.mutationOptions({
      onSuccess: () => toastInfo(`${row.customer.name} is yours`),
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

function DeclineForm(props: { onDecline: (reason: string) => void; onKeep: () => void }) {
  const [reason, setReason] = useState("");
  const id = useId();
  return (
    <form
      className="flex flex-wrap items-center gap-2"
      onSubmit={(event) => {
        event.preventDefault();
        if (reason.trim()) props.onDecline(reason.trim());
      }}
    >
      <label htmlFor={id} className="sr-only">
        Why you decline
      </label>
      <Input
        id={id}
        autoFocus
        required
        maxLength={300}
        placeholder="Why? The sender reads this"
        value={reason}
        onChange={(event) => setReason(event.target.value)}
        className="grow basis-full sm:basis-48"
      />
      <Button type="submit" variant="danger" size="md" disabled={!reason.trim()}>
        Decline
      </Button>
      <Button size="md" onClick={props.onKeep}>
        Keep deciding
      </Button>
    </form>
  );
}

/** A pending transfer: the card first, then the answer. The sender sees who it waits for and can take it back. */
export function OfferBanner({ row, offer }: { row: ConversationRow; offer: OfferView }) {
  const me = useMe();
  const seconds = useSecondsLeft(offer.expiresAt);
  const answers = useAnswers(row, offer);
  const [isDeclining, setDeclining] = useState(false);
  const isSender = offer.from.id === me.id;
  const mayAnswer = offer.toUser
    ? offer.toUser.id === me.id
    : !isSender && (me.scope.all || (offer.toPlace !== null && me.scope.placeIds.includes(offer.toPlace.id)));
  const to = offer.toUser?.name ?? offer.toPlace?.name ?? "a queue";
  return (
    <section
      aria-label="Transfer offer"
      className="flex shrink-0 animate-enter flex-col gap-3 border-accent/30 border-b bg-accent-soft px-4 py-3"
    >
      <p className="flex items-center gap-2 font-medium text-accent-ink">
        <ArrowRightLeft aria-hidden className="size-4" />
        <span className="flex-1">
          {mayAnswer
            ? `${offer.from.name} offers you this conversation`
            : `${isSender ? "You" : offer.from.name} offered it to ${to}`}
        </span>
        <span role="timer" aria-label={`${seconds} seconds left`} className="nums text-sm">
          {seconds > 0 ? countdown(seconds) : "Time is up"}
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
            Accept
          </Button>
          <Button size="md" disabled={answers.isBusy} onClick={() => setDeclining(true)}>
            Decline…
          </Button>
        </div>
      )}
      {!mayAnswer && (isSender || me.can.bulkAssign) && (
        <div>
          <Button disabled={answers.isBusy} onClick={answers.withdraw}>
            Withdraw offer
          </Button>
        </div>
      )}
    </section>
  );
}
