"use client";
import { clsx } from "clsx";
import { Bell, BellOff, PhoneIncoming } from "lucide-react";
import { useTranslations } from "next-intl";
import { type ReactNode, useId, useRef } from "react";
import { createPortal } from "react-dom";
import { useChannels } from "@/components/client/channels";
import { useMe } from "@/components/client/realtime";
import { keyCaps } from "@/components/shell/key-caps";
import { useShortcuts } from "@/components/shell/shortcuts";
import { Avatar } from "@/components/ui/avatar";
import { Button } from "@/components/ui/button";
import { IconButton } from "@/components/ui/icon-button";
import { BROWSERS } from "@/server/contract/constants";
import type { Id } from "@/server/contract/ids";
import type { LiveCall } from "@/server/contract/live-calls";
import { type AudioProblem, AudioProblemBanner } from "./audio-problem";
import { CallTimer } from "./call-timer";
import { askerOf, ringingLeg } from "./call-view";
import { setDeviceSettings, useDeviceSettings } from "./device-settings";
import { RingDetails } from "./ring-details";
import { ANSWER_KEYS } from "./shortcut-keys";
import { useAttention, useIsTyping } from "./use-attention";
import { useCallNotification, useRingtone } from "./use-ringtone";

/** Why a call could not be answered here. */
export type RingProblem = { callId: Id; problem: AudioProblem };
type RingProps = {
  /** At least one; the one that waits longest first. */
  calls: readonly LiveCall[];
  answeringId: Id | null;
  problem: RingProblem | null;
  onAnswer: (call: LiveCall) => void;
  onDecline: (call: LiveCall) => void;
};

/** The calls ringing for this person. It takes the focus only when they are not typing, and never covers the field they type in. */
export function Ring({ calls, ...props }: RingProps) {
  const t = useTranslations("calls");
  const box = useRef<HTMLDivElement>(null);
  const mustAnnounce = useAttention(box);
  const isTyping = useIsTyping();
  const isBlocked = useRingtone();
  const [first, ...others] = calls as [LiveCall, ...LiveCall[]];
  const id = useId();
  useCallNotification(first);
  useShortcuts([
    {
      ...{ keys: ANSWER_KEYS, group: "Call", overDialogs: true },
      label: t("shortcuts.answer"),
      run: () => props.onAnswer(first),
    },
  ]);
  const announcement = t("ring.announce", { customer: first.customer.name, keys: keyCaps(ANSWER_KEYS).join(" ") });
  return createPortal(
    <>
      {mustAnnounce && (
        <p role="alert" className="sr-only">
          {announcement}
        </p>
      )}
      <div
        ref={box}
        role="alertdialog"
        aria-labelledby={id}
        aria-describedby={`${id}about`}
        tabIndex={-1}
        data-over-dialogs
        className={clsx(
          "thin-scroll pointer-events-auto fixed inset-x-3 z-[70] mx-auto max-h-[calc(100dvh-6rem)] max-w-md animate-enter overflow-y-auto rounded-xl border border-line-strong/60 bg-raised p-4 shadow-overlay focus:outline-none",
          "expanded:top-4 expanded:bottom-auto",
          isTyping ? "top-3" : "bottom-[calc(4.75rem+env(safe-area-inset-bottom))]",
        )}
      >
        <RingingCall
          call={first}
          titleId={id}
          isCompact={isTyping}
          shownProblem={calls.some(({ id }) => id === props.problem?.callId) ? (props.problem?.problem ?? null) : null}
          {...props}
          aside={<RingtoneToggle isBlocked={isBlocked} />}
        />
        {others.length > 0 && (
          <ul aria-label={t("ring.label", { count: others.length })} className="mt-3 border-line border-t">
            {others.map((call) => (
              <WaitingCall key={call.id} call={call} {...props} />
            ))}
          </ul>
        )}
      </div>
    </>,
    document.body,
  );
}

type CallProps = { call: LiveCall } & Omit<RingProps, "calls">;

function RingingCall(
  props: CallProps & { titleId: string; isCompact: boolean; shownProblem: AudioProblem | null; aside: ReactNode },
) {
  const { call, titleId } = props;
  const t = useTranslations("calls");
  const me = useMe();
  const { labelOf } = useChannels();
  const { customer } = call;
  const leg = ringingLeg(call, me.id);
  const isAnswering = props.answeringId === call.id;
  return (
    <>
      <div className="flex items-start gap-3">
        <Avatar name={customer.name} size="lg" />
        <div className="min-w-0 flex-1">
          <p id={`${titleId}about`} className="flex items-center gap-1.5 font-medium text-accent-ink text-sm">
            <PhoneIncoming aria-hidden className="size-4 shrink-0 animate-breathe" />
            <Purpose call={call} />
            {leg && <CallTimer since={leg.since} className="text-muted" />}
          </p>
          <h2 id={titleId} className="truncate font-semibold text-lg">
            <bdi>{customer.name}</bdi>
          </h2>
          <p className="truncate text-muted text-sm">
            {[
              call.provider === BROWSERS ? labelOf(call.channel) : t("ring.phone"),
              customer.contact !== customer.name && customer.contact,
            ]
              .filter(Boolean)
              .join(" · ")}
          </p>
        </div>
        {props.aside}
      </div>
      {props.shownProblem && (
        <div className="-mx-4 mt-3">
          <AudioProblemBanner problem={props.shownProblem} />
        </div>
      )}
      <div className={clsx(props.isCompact && "max-expanded:hidden")}>
        <RingDetails call={call} meId={me.id} />
      </div>
      <div className="mt-4 flex gap-2">
        <Button
          variant="primary"
          size="md"
          className="flex-1"
          aria-disabled={isAnswering}
          aria-keyshortcuts="Control+Shift+."
          onClick={() => props.onAnswer(call)}
        >
          {t(isAnswering ? "ring.answering" : "ring.answer")}
        </Button>
        <Button size="md" className="flex-1" title={t("ring.declineHint")} onClick={() => props.onDecline(call)}>
          {t("ring.decline")}
        </Button>
      </div>
    </>
  );
}

/** Why this call rings for me. */
function Purpose({ call }: { call: LiveCall }) {
  const t = useTranslations("calls");
  const me = useMe();
  const purpose = ringingLeg(call, me.id)?.purpose ?? "queue";
  const name = askerOf(call, me.id);
  const shown = name === null && (purpose === "transfer" || purpose === "consult") ? "queue" : purpose;
  return (
    <span className="min-w-0 truncate">{t(`ring.purpose.${shown}`, { place: call.place.name, name: name ?? "" })}</span>
  );
}

/** Another call that rings meanwhile, in one line. */
function WaitingCall({ call, answeringId, onAnswer, onDecline }: CallProps) {
  const t = useTranslations("calls");
  const { name } = call.customer;
  return (
    <li className="flex items-center gap-2 border-line border-b py-2 last:border-b-0 last:pb-0">
      <span className="min-w-0 flex-1 truncate">
        <bdi className="font-medium">{name}</bdi> <CallTimer since={call.startedAt} className="text-muted text-sm" />
      </span>
      <Button
        aria-label={t("ring.answerFrom", { customer: name })}
        aria-disabled={answeringId === call.id}
        onClick={() => onAnswer(call)}
      >
        {t("ring.answer")}
      </Button>
      <Button variant="quiet" aria-label={t("ring.declineFrom", { customer: name })} onClick={() => onDecline(call)}>
        {t("ring.decline")}
      </Button>
    </li>
  );
}

function RingtoneToggle({ isBlocked }: { isBlocked: boolean }) {
  const t = useTranslations("calls");
  const { ringtone } = useDeviceSettings();
  // A tap anywhere lets the browser play; this says where.
  if (ringtone && isBlocked) return <Button className="text-wrap! text-start">{t("ring.soundBlocked")}</Button>;
  return (
    <IconButton
      label={t(ringtone ? "ring.mute" : "ring.unmute")}
      icon={ringtone ? <Bell className="size-4.5" /> : <BellOff className="size-4.5" />}
      onClick={() => setDeviceSettings({ ringtone: !ringtone })}
    />
  );
}
