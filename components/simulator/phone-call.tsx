"use client";
import { Phone as PhoneIcon, PhoneMissed, PhoneOff } from "lucide-react";
import { useTranslations } from "next-intl";
import { useEffect, useState, useSyncExternalStore } from "react";
import type { MediaState } from "@/components/calls/media/leg-audio";
import { Select } from "@/components/ui/field";
import { IconButton } from "@/components/ui/icon-button";
import type { DeclineRing, StartedWebCall } from "@/server/contract/call-media";
import { type Customer, useStartCall } from "./api";
import { PhoneLine, type PhoneVoice } from "./phone-line";

const VOICES = ["low", "high", "microphone"] as const satisfies PhoneVoice[];

type Props = { customer: Customer; store: string; ringing: StartedWebCall | null };

/** Calls the store from this phone and answers its calls, by a generated voice so that one person can try both ends. */
export function PhoneCall({ customer, store, ringing }: Props) {
  const t = useTranslations("simulator");
  const startCall = useStartCall();
  const [voice, setVoice] = useState<PhoneVoice>("high");
  const [line, setLine] = useState<PhoneLine | null>(null);
  useEffect(() => () => line?.close(), [line]);
  const call = async () => {
    const started = await startCall(customer.phone, store);
    if (started) setLine(new PhoneLine(started, voice));
  };
  const answer = async (ring: StartedWebCall) => setLine(await PhoneLine.answer(ring, voice));
  const speakAs = (next: PhoneVoice) => {
    setVoice(next);
    line?.speakAs(next);
  };
  return (
    <div className="flex items-center gap-2 border-line border-b px-3 py-2">
      <div role="status" className="min-w-0 flex-1 truncate text-sm">
        {line ? (
          <Progress line={line} onEnded={() => setLine(null)} />
        ) : ringing ? (
          t("call.rings", { store: ringing.place })
        ) : (
          t("call.none")
        )}
      </div>
      <Select
        aria-label={t("call.voice")}
        value={voice}
        onChange={(event) => speakAs(event.target.value as PhoneVoice)}
        className="w-36"
      >
        {VOICES.map((one) => (
          <option key={one} value={one}>
            {t(`call.voices.${one}`)}
          </option>
        ))}
      </Select>
      <Buttons {...{ line, ringing }} onCall={() => void call()} onAnswer={(ring) => void answer(ring)} />
    </div>
  );
}

type ButtonProps = {
  line: PhoneLine | null;
  ringing: StartedWebCall | null;
  onCall: () => void;
  onAnswer: (ring: StartedWebCall) => void;
};

function Buttons({ line, ringing, onCall, onAnswer }: ButtonProps) {
  const t = useTranslations("simulator");
  const decline = (as: DeclineRing["as"]) => () => void (ringing && PhoneLine.decline(ringing, as));
  const off = <PhoneOff className="size-4" />;
  if (line) return <IconButton label={t("call.hangUp")} tone="accent" icon={off} onClick={() => line.hangUp()} />;
  const phone = <PhoneIcon className="size-4" />;
  if (!ringing) return <IconButton label={t("call.start")} icon={phone} onClick={onCall} />;
  return (
    <>
      <IconButton label={t("call.answer")} tone="accent" icon={phone} onClick={() => onAnswer(ringing)} />
      <IconButton label={t("call.decline")} icon={off} onClick={decline("declined")} />
      <IconButton label={t("call.busy")} icon={<PhoneMissed className="size-4" />} onClick={decline("busy")} />
    </>
  );
}

function Progress({ line, onEnded }: { line: PhoneLine; onEnded: () => void }) {
  const t = useTranslations("simulator");
  const state = useSyncExternalStore(line.leg.subscribe, () => line.leg.state);
  useEffect(() => {
    if (state.phase === "ended") onEnded();
  }, [state.phase, onEnded]);
  return t(`call.states.${progressOf(state)}`);
}

function progressOf({ phase, sound, connection, notice }: MediaState) {
  if (phase === "attaching" || sound === "ringback") return "calling";
  if (sound === "hold") return "onHold";
  if (connection !== "connected") return "connecting";
  return notice ? "recorded" : "talking";
}
