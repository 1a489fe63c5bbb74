"use client";
import { SlidersHorizontal } from "lucide-react";
import { useTranslations } from "next-intl";
import { useEffect, useId, useRef, useState, useSyncExternalStore } from "react";
import { Button } from "@/components/ui/button";
import { Field, Select } from "@/components/ui/field";
import { Popover } from "@/components/ui/popover";
import { setDeviceSettings, useDeviceSettings } from "./device-settings";
import { type AudioDevice, type AudioDevices, listDevices } from "./media/microphone";
import { noiseSuppressionFailed } from "./open-input";
import type { Softphone } from "./softphone";

const NONE: AudioDevices = { inputs: [], outputs: [] };

function useDevices(): AudioDevices {
  const [devices, setDevices] = useState(NONE);
  useEffect(() => {
    const media = navigator.mediaDevices as MediaDevices | undefined;
    const look = () => void listDevices().then(setDevices);
    look();
    media?.addEventListener("devicechange", look);
    return () => media?.removeEventListener("devicechange", look);
  }, []);
  return devices;
}

/** The check of the microphone, and which devices a call uses. What is chosen here holds for later calls on this device, too. */
export function AudioPopover({ softphone, className }: { softphone: Softphone; className?: string }) {
  const t = useTranslations("calls");
  return (
    <Popover
      label={t("audio.title")}
      trigger={
        <button type="button" aria-label={t("bar.audio")} title={t("bar.audio")} className={className}>
          <SlidersHorizontal aria-hidden className="size-5" />
        </button>
      }
    >
      <div data-over-dialogs className="grid gap-3.5">
        <AudioSettings softphone={softphone} />
      </div>
    </Popover>
  );
}

function AudioSettings({ softphone }: { softphone: Softphone }) {
  const t = useTranslations("calls");
  const id = useId();
  const settings = useDeviceSettings();
  const { inputs, outputs } = useDevices();
  const canChooseOutput = "setSinkId" in HTMLMediaElement.prototype;
  return (
    <>
      <Field label={t("audio.microphone")} htmlFor={`${id}in`}>
        <DeviceSelect
          id={`${id}in`}
          devices={inputs}
          value={settings.inputId}
          onChange={(inputId) => {
            setDeviceSettings({ inputId });
            softphone.chooseMicrophone();
          }}
        />
        <Level softphone={softphone} />
      </Field>
      <NoiseSuppression softphone={softphone} />
      <Field
        label={t("audio.speaker")}
        htmlFor={`${id}out`}
        hint={canChooseOutput ? undefined : t("audio.speakerFixed")}
      >
        <DeviceSelect
          id={`${id}out`}
          devices={outputs}
          disabled={!canChooseOutput}
          value={settings.outputId}
          onChange={(outputId) => {
            setDeviceSettings({ outputId });
            softphone.applyOutput();
          }}
        />
      </Field>
      <Field label={t("audio.volume")} htmlFor={`${id}volume`}>
        <input
          id={`${id}volume`}
          type="range"
          min={0}
          max={100}
          step={5}
          className="min-h-(--target) w-full accent-(--accent)"
          value={Math.round(settings.volume * 100)}
          onChange={(event) => {
            setDeviceSettings({ volume: Number(event.target.value) / 100 });
            softphone.applyOutput();
          }}
        />
      </Field>
      <label htmlFor={`${id}ring`} className="flex min-h-(--target) items-center gap-2.5 text-sm">
        <input
          id={`${id}ring`}
          type="checkbox"
          checked={settings.ringtone}
          onChange={(event) => setDeviceSettings({ ringtone: event.target.checked })}
        />
        {t("audio.ringtone")}
      </label>
      <Notifications />
    </>
  );
}

function NoiseSuppression({ softphone }: { softphone: Softphone }) {
  const t = useTranslations("calls");
  const id = useId();
  const { suppressesNoise } = useDeviceSettings();
  const { subscribe, get } = noiseSuppressionFailed;
  const hasFailed = useSyncExternalStore(subscribe, get, get);
  return (
    <div>
      <label htmlFor={id} className="flex min-h-(--target) items-center gap-2.5 text-sm">
        <input
          id={id}
          type="checkbox"
          checked={suppressesNoise}
          aria-describedby={`${id}hint`}
          onChange={(event) => {
            setDeviceSettings({ suppressesNoise: event.target.checked });
            softphone.chooseMicrophone();
          }}
        />
        {t("audio.noise")}
      </label>
      <p id={`${id}hint`} role="status" className="text-muted text-xs">
        {t(suppressesNoise && hasFailed ? "audio.noiseFailed" : "audio.noiseHint")}
      </p>
    </div>
  );
}

function DeviceSelect(props: {
  id: string;
  devices: readonly AudioDevice[];
  value: string | null;
  disabled?: boolean;
  onChange: (deviceId: string | null) => void;
}) {
  const t = useTranslations("calls");
  // A device that is not plugged in is not what is used.
  const value = props.devices.some(({ deviceId }) => deviceId === props.value) ? (props.value ?? "") : "";
  return (
    <Select
      id={props.id}
      disabled={props.disabled}
      value={value}
      onChange={(event) => props.onChange(event.target.value === "" ? null : event.target.value)}
    >
      <option value="">{t("audio.defaultDevice")}</option>
      {props.devices.map(({ deviceId, label }) => (
        <option key={deviceId} value={deviceId}>
          {label}
        </option>
      ))}
    </Select>
  );
}

const SPOKEN = 0.35;

/** Moves while the microphone hears something: the quickest check there is. */
function Level({ softphone }: { softphone: Softphone }) {
  const t = useTranslations("calls");
  const bar = useRef<HTMLSpanElement>(null);
  const [isHeard, setHeard] = useState(false);
  useEffect(() => {
    let frame = 0;
    const draw = () => {
      const level = softphone.level();
      if (bar.current) bar.current.style.transform = `scaleX(${level})`;
      if (level > SPOKEN) setHeard(true);
      frame = requestAnimationFrame(draw);
    };
    draw();
    return () => cancelAnimationFrame(frame);
  }, [softphone]);
  return (
    <>
      <span aria-hidden className="block h-1.5 overflow-hidden rounded-full bg-hover">
        <span ref={bar} className="block h-full origin-left rounded-full bg-positive rtl:origin-right" />
      </span>
      <span role="status" className="text-muted text-xs">
        {t(isHeard ? "audio.heard" : "audio.levelHint")}
      </span>
    </>
  );
}

/** Asked by a press only: a browser that is asked out of the blue refuses for good. */
function Notifications() {
  const t = useTranslations("calls");
  const [permission, setPermission] = useState(() => ("Notification" in window ? Notification.permission : null));
  if (permission === "denied") return <p className="text-muted text-xs">{t("audio.notifyBlocked")}</p>;
  if (permission !== "default") return null;
  return (
    <Button className="text-wrap!" onClick={() => void Notification.requestPermission().then(setPermission)}>
      {t("audio.notify")}
    </Button>
  );
}
