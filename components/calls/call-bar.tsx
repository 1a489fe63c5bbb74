"use client";
import { clsx } from "clsx";
import {
  ArrowRightLeft,
  EllipsisVertical,
  Grip,
  LogOut,
  Mic,
  MicOff,
  Pause,
  PhoneOff,
  Play,
  UserRoundSearch,
} from "lucide-react";
import Link from "next/link";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { Avatar } from "@/components/ui/avatar";
import { Menu } from "@/components/ui/menu";
import type { MenuParts } from "@/components/ui/menu-layer";
import { AudioPopover } from "./audio-popover";
import type { BarActions } from "./bar-actions";
import { BAR_BUTTON, BarButton } from "./bar-button";
import { CallStatus } from "./call-status";
import { CallTimer } from "./call-timer";
import { type CallView, canEnd, canHoldOrTransfer, canPressKeys } from "./call-view";
import { CardItem } from "./cards/card-item";
import { Keypad } from "./keypad";
import { KeypadButton, type KeypadState, useKeypad } from "./keypad-button";
import type { Softphone, SoftphoneState } from "./softphone";
import { SupervisionButtons } from "./supervision-buttons";

type CallBarProps = {
  view: CallView;
  phone: SoftphoneState;
  softphone: Softphone;
  isMuted: boolean;
  actions: BarActions;
};

/** The call I am on, shown on every page: the customer, its state and its actions. On a phone it replaces the tabs. */
export function CallBar({ view, phone, softphone, isMuted, actions }: CallBarProps) {
  const t = useTranslations("calls");
  const { call, stage } = view;
  const { name } = call.customer;
  const isHere = phone.callId === call.id;
  const keypad = useKeypad(isHere && canPressKeys(view) && phone.media?.connection === "connected");
  return (
    <section
      aria-label={t("bar.label", { customer: name })}
      data-over-dialogs
      data-call-bar
      className="pointer-events-auto relative z-[45] shrink-0 bg-rail pb-[env(safe-area-inset-bottom)] text-rail-ink [--ground:var(--rail)]"
    >
      {keypad.isOpen && <Keypad customer={name} onKey={softphone.sendKey} onClose={keypad.close} />}
      <CallStatus {...{ view, phone, softphone, isHere, actions }} />
      <div className="flex h-16 items-center gap-1 px-2 expanded:px-4">
        <Link
          href={`/inbox?view=all&c=${call.conversationId}`}
          className="flex min-h-12 min-w-0 flex-1 items-center gap-3 rounded-lg px-2 text-start hover:bg-rail-active focus-visible:outline-rail-ink expanded:max-w-80"
        >
          <Avatar name={name} className="max-sm:hidden" />
          <span className="min-w-0">
            <span className="block truncate font-semibold">
              <bdi>{name}</bdi>
            </span>
            <span className="block truncate text-rail-muted text-xs">
              {stage === "on_hold" && <>{t("bar.stage.on_hold")} · </>}
              <CallTimer since={call.connectedAt ?? call.startedAt} />
              {isMuted && <span className="max-sm:hidden"> · {t("bar.youAreMuted")}</span>}
            </span>
          </span>
          <span className="sr-only">{t("bar.open")}</span>
        </Link>
        <div className="ms-auto flex items-center gap-0.5 expanded:gap-1">
          {isHere && view.mine.supervision !== "listen" && <MuteButton isMuted={isMuted} onMute={actions.mute} />}
          {stage === "supervising" && <SupervisionButtons view={view} actions={actions} />}
          <HolderButtons view={view} actions={actions} />
          <KeypadButton keypad={keypad} />
          {isHere && <AudioPopover softphone={softphone} className={BAR_BUTTON} />}
          <More view={view} actions={actions} keypad={keypad} />
          <EndButton view={view} actions={actions} />
        </div>
      </div>
    </section>
  );
}

function MuteButton({ isMuted, onMute }: { isMuted: boolean; onMute: (muted: boolean) => void }) {
  const t = useTranslations("calls");
  return (
    <BarButton
      icon={isMuted ? <MicOff /> : <Mic />}
      label={t(isMuted ? "bar.unmute" : "bar.mute")}
      isOn={isMuted}
      aria-keyshortcuts="Control+Shift+M"
      onClick={() => onMute(!isMuted)}
    />
  );
}

function HolderButtons({ view, actions }: Pick<CallBarProps, "view" | "actions">) {
  const t = useTranslations("calls");
  if (!canHoldOrTransfer(view)) return null;
  const isHeld = view.stage === "on_hold";
  return (
    <>
      <BarButton
        icon={isHeld ? <Play /> : <Pause />}
        label={t(isHeld ? "bar.resume" : "bar.hold")}
        isOn={isHeld}
        aria-keyshortcuts="Control+Shift+H"
        onClick={() => actions.hold(!isHeld)}
      />
      <BarButton
        icon={<UserRoundSearch />}
        label={t("bar.consult")}
        className="max-sm:hidden"
        onClick={actions.consult}
      />
      <BarButton
        icon={<ArrowRightLeft />}
        label={t("bar.transfer")}
        className="max-sm:hidden"
        onClick={actions.transfer}
      />
    </>
  );
}

type MoreProps = Pick<CallBarProps, "view" | "actions"> & { keypad: KeypadState };

/** What is rarely needed, and on a narrow bar what it has no room for. */
function More({ view, actions, keypad }: MoreProps) {
  const isMine = canHoldOrTransfer(view);
  return (
    <>
      {(isMine || keypad.isPossible) && (
        <MoreMenu className="sm:hidden">
          {(parts) => (
            <>
              <WithoutRoom {...{ parts, view, actions, keypad }} />
              {isMine && <CardItem {...{ parts, view, actions }} />}
            </>
          )}
        </MoreMenu>
      )}
      {isMine && <MoreMenu className="max-sm:hidden">{(parts) => <CardItem {...{ parts, view, actions }} />}</MoreMenu>}
    </>
  );
}

function MoreMenu({ className, children }: { className: string; children: (parts: MenuParts) => ReactNode }) {
  const t = useTranslations("calls");
  return (
    <Menu
      side="top"
      align="end"
      className="max-w-80"
      trigger={
        <button type="button" aria-label={t("bar.more")} className={clsx(BAR_BUTTON, className)}>
          <EllipsisVertical aria-hidden className="size-5" />
        </button>
      }
    >
      {children}
    </Menu>
  );
}

/** The actions that a wider bar has as buttons. */
function WithoutRoom({ parts: { Item }, view, actions, keypad }: MoreProps & { parts: MenuParts }) {
  const t = useTranslations("calls");
  return (
    <>
      {canHoldOrTransfer(view) && (
        <>
          <Item icon={<UserRoundSearch />} onSelect={actions.consult}>
            {t("bar.consult")}
          </Item>
          <Item icon={<ArrowRightLeft />} onSelect={actions.transfer}>
            {t("bar.transfer")}
          </Item>
        </>
      )}
      {keypad.isPossible && (
        <Item icon={<Grip />} onSelect={keypad.toggle}>
          {t("bar.keypad")}
        </Item>
      )}
    </>
  );
}

const END = "ms-1 bg-[#b3261e] px-3.5 text-white! hover:bg-[#8f1d17]!";

/** Ends the call, or leaves it to a colleague who is on it. Hidden while a colleague is being rung: that is canceled first. */
function EndButton({ view, actions }: Pick<CallBarProps, "view" | "actions">) {
  const t = useTranslations("calls");
  if (view.stage === "asking") return null;
  if (view.stage === "calling")
    return <BarButton icon={<PhoneOff />} label={t("bar.cancelCall")} className={END} onClick={actions.leave} />;
  if (canEnd(view)) return <BarButton icon={<PhoneOff />} label={t("bar.end")} className={END} onClick={actions.end} />;
  return <BarButton icon={<LogOut />} label={t("bar.leave")} className={END} onClick={actions.leave} />;
}
