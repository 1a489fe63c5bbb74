"use client";
import { CircleAlert, Ear, LoaderCircle, PhoneOutgoing, UsersRound } from "lucide-react";
import { useTranslations } from "next-intl";
import { useSyncState } from "@/components/client/realtime";
import { Button } from "@/components/ui/button";
import { AudioProblemBanner } from "./audio-problem";
import type { BarActions } from "./bar-actions";
import { Strip } from "./call-strip";
import type { CallView } from "./call-view";
import { CardStrip } from "./cards/card-strip";
import { MICROPHONE_PROBLEMS } from "./media/microphone";
import { RecordingStrip } from "./recording-strip";
import type { Softphone, SoftphoneState } from "./softphone";

type Props = { view: CallView; phone: SoftphoneState; softphone: Softphone; isHere: boolean; actions: BarActions };

/** Above the call bar: colleagues on the call, and problems with its audio. Empty when there are none. */
export function CallStatus({ view, phone, softphone, isHere, actions }: Props) {
  const t = useTranslations("calls");
  const { state } = useSyncState();
  const problem = MICROPHONE_PROBLEMS.find((one) => one === phone.media?.microphone);
  const noAudio = view.isCustomerAway || phone.media?.isSystemDown ? null : phone.media?.noAudio;
  return (
    <>
      <div role="status">
        <Stage view={view} actions={actions} />
        <CardStrip view={view} actions={actions} />
        <RecordingStrip view={view} actions={actions} />
        <Supervisors view={view} />
        {!isHere && <Elsewhere view={view} onTakeOver={actions.takeOver} />}
        {isHere && <AudioState phone={phone} />}
        {view.isCustomerAway && (
          <Strip icon={<LoaderCircle className="motion-safe:animate-spin" />}>
            {t("bar.customerAway", { customer: view.call.customer.name })}
          </Strip>
        )}
        {state === "out_of_sync" && <Strip icon={<CircleAlert />}>{t("bar.noServer")}</Strip>}
      </div>
      {problem && <AudioProblemBanner problem={problem} onRetry={() => softphone.chooseMicrophone()} />}
      {phone.media?.isSystemDown && <AudioProblemBanner problem="phone_system" />}
      {noAudio && <AudioProblemBanner problem={noAudio} />}
      {phone.media?.isBlocked && (
        <Strip icon={<CircleAlert />} buttons={<Button onClick={softphone.resume}>{t("bar.playSound")}</Button>}>
          {t("bar.soundBlocked")}
        </Strip>
      )}
    </>
  );
}

/** The colleague on the call or being rung, with the actions of this stage. */
function Stage({ view, actions }: Pick<Props, "view" | "actions">) {
  const t = useTranslations("calls");
  const { stage, call, colleague, isHolder } = view;
  if (stage === "talking" || stage === "on_hold" || stage === "card") return null;
  const name = stage === "transferring" ? (call.transfer?.to.name ?? "") : (colleague?.name ?? "");
  const customer = call.customer.name;
  if (stage === "supervising") return <Supervising view={view} />;
  if (stage === "calling") return <Strip icon={<PhoneOutgoing />}>{t("bar.stage.calling", { customer })}</Strip>;
  return (
    <Strip icon={<UsersRound />} buttons={isHolder && <StageButtons {...{ stage, name, customer, actions }} />}>
      {t(`bar.stage.${stage}`, { name, customer })}
    </Strip>
  );
}

/** Who supervises the call beside me, and whether they can be heard. */
function Supervisors({ view }: Pick<Props, "view">) {
  const t = useTranslations("calls.supervision");
  return view.supervisors.map(({ id, name, supervision }) => (
    <Strip key={id} icon={<Ear />}>
      {t(`by.${supervision ?? "listen"}`, { name, customer: view.call.customer.name })}
    </Strip>
  ));
}

/** Whom I hear, and who hears me. */
function Supervising({ view }: Pick<Props, "view">) {
  const t = useTranslations("calls.supervision");
  const names = { name: view.colleague?.name ?? "", customer: view.call.customer.name };
  return <Strip icon={<Ear />}>{t(`me.${view.mine.supervision ?? "listen"}`, names)}</Strip>;
}

function StageButtons(props: { stage: CallView["stage"]; name: string; customer: string; actions: BarActions }) {
  const t = useTranslations("calls");
  const { stage, name, customer, actions } = props;
  switch (stage) {
    case "asking":
      return <Button onClick={actions.cancelConsult}>{t("bar.backTo", { customer })}</Button>;
    case "transferring":
      return <Button onClick={actions.cancelConsult}>{t("bar.takeBack")}</Button>;
    case "conference":
      return <Button onClick={actions.complete}>{t("bar.leaveTo", { name })}</Button>;
    default:
      return (
        <>
          <Button onClick={actions.cancelConsult}>{t("bar.backTo", { customer })}</Button>
          <Button onClick={actions.join}>{t("bar.join")}</Button>
          <Button variant="primary" onClick={actions.complete}>
            {t("bar.handOver")}
          </Button>
        </>
      );
  }
}

function Elsewhere({ view, onTakeOver }: { view: CallView; onTakeOver: () => void }) {
  const t = useTranslations("calls");
  const isInterrupted = view.mine.state === "away";
  return (
    <Strip
      icon={<CircleAlert />}
      buttons={
        <Button variant="primary" onClick={onTakeOver}>
          {t(isInterrupted ? "bar.continueHere" : "bar.takeOver")}
        </Button>
      }
    >
      {t(isInterrupted ? "bar.interrupted" : "bar.elsewhere")}
    </Strip>
  );
}

/** Shown while the audio is connecting or reconnecting. */
function AudioState({ phone }: { phone: SoftphoneState }) {
  const t = useTranslations("calls");
  const { media } = phone;
  if (media?.phase === "ended" || media?.isSystemDown || media?.noAudio) return null;
  const isRecovering = media?.connection === "recovering";
  const isConnecting = !media || media.phase === "attaching" || media.connection === "connecting";
  if (!isRecovering && !isConnecting) return null;
  return (
    <Strip icon={<LoaderCircle className="motion-safe:animate-spin" />}>
      {t(isRecovering ? "bar.reconnecting" : "bar.connecting")}
    </Strip>
  );
}
