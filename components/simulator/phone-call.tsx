"use client";
import { Phone as PhoneIcon, PhoneOff } from "lucide-react";
import { useTranslations } from "next-intl";
import { useEffect, useState, useSyncExternalStore } from "react";
import type { MediaState } from "@/components/calls/media/leg-audio";
import { Select } from "@/components/ui/field";
import { IconButton } from "@/components/ui/icon-button";
import { type Customer, useStartCall } from "./api";
import { PhoneLine, type PhoneVoice } from "./phone-line";

const VOICES = ["low", "high", "microphone"] as const satisfies PhoneVoice[];

/** Calls the store from this phone, by a generated voice so that one person can try both ends. */
export function PhoneCall({ customer, store }: { customer: Customer; store: string }) {
  const t = useTranslations("simulator");
  const startCall = useStartCall();
  const [voice, setVoice] = useState<PhoneVoice>("high");
  const [line, setLine] = useState<PhoneLine | null>(null);
  useEffect(() => () => line?.close(), [line]);
  const call = async () => {
    const started = await startCall(customer.phone, store);
    if (started) setLine(new PhoneLine(started, voice));
  };
  const speakAs = (next: PhoneVoice) => {
    setVoice(next);
    line?.speakAs(next);
  };
  return (
    <div className="flex items-center gap-2 border-line border-b px-3 py-2">
      <div role="status" className="min-w-0 flex-1 truncate text-sm">
        {line ? <Progress line={line} onEnded={() => setLine(null)} /> : t("call.none")}
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
      {line ? (
        <IconButton
          label={t("call.hangUp")}
          tone="accent"
          icon={<PhoneOff className="size-4" />}
          onClick={() => line.hangUp()}
        />
      ) : (
        <IconButton label={t("call.start")} icon={<PhoneIcon className="size-4" />} onClick={() => void call()} />
      )}
    </div>
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

function progressOf({ phase, sound, connection }: MediaState): "calling" | "onHold" | "talking" | "connecting" {
  if (phase === "attaching" || sound === "ringback") return "calling";
  if (sound === "hold") return "onHold";
  return connection === "connected" ? "talking" : "connecting";
}
