"use client";
import { Grip } from "lucide-react";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { BarButton } from "./bar-button";

export type KeypadState = { isPossible: boolean; isOpen: boolean; toggle: () => void; close: () => void };

/** Closes by itself while nobody can hear the keys, such as on hold. */
export function useKeypad(isPossible: boolean): KeypadState {
  const [isWanted, setWanted] = useState(false);
  if (isWanted && !isPossible) setWanted(false);
  return {
    isPossible,
    isOpen: isWanted && isPossible,
    toggle: () => setWanted((was) => !was),
    close: () => setWanted(false),
  };
}

export function KeypadButton({ keypad }: { keypad: KeypadState }) {
  const t = useTranslations("calls");
  if (!keypad.isPossible) return null;
  return (
    <BarButton
      icon={<Grip />}
      label={t("bar.keypad")}
      isOn={keypad.isOpen}
      aria-expanded={keypad.isOpen}
      className="max-sm:hidden"
      onClick={keypad.toggle}
    />
  );
}
