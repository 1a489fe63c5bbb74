import { useEffect, useState } from "preact/hooks";
import { v7 } from "uuid";
import type { WebCall } from "./call";
import { hasSavedCall } from "./call-saved";
import type { Chat } from "./chat";
import type { ChatState } from "./chat-state";
import { t } from "./text";

type Props = {
  siteKey: string;
  chat: Chat;
  state: ChatState;
  onTalking: (isTalking: boolean) => void;
  onWrite: () => void;
};
type Opened = Pick<typeof import("./call-panel"), "CallPanel"> & { call: WebCall };

/** The button that starts a call, while somebody can answer. The code of calls is loaded when it is pressed, or to resume a call. */
export function CallEntry({ siteKey, chat, state, onTalking, onWrite }: Props) {
  const [opened, setOpened] = useState<Opened | null>(null);
  const [hasFailed, setFailed] = useState(false);
  const [isWanted, setWanted] = useState(() => hasSavedCall(siteKey));
  useEffect(() => {
    if (state.ring) setWanted(true);
  }, [state.ring]);
  useEffect(() => {
    if (!isWanted) return;
    setFailed(false);
    import("./call-panel").then(
      ({ openCall, CallPanel }) => setOpened({ CallPanel, call: openCall(chat, siteKey, v7) }),
      () => {
        setFailed(true);
        setWanted(false);
      },
    );
  }, [isWanted, chat, siteKey]);
  const close = () => {
    setOpened(null);
    setWanted(false);
  };
  if (opened) {
    const { CallPanel, call } = opened;
    const leaveMessage = () => {
      close();
      onWrite();
    };
    return <CallPanel {...{ call, state, onTalking, onClose: close, onLeaveMessage: leaveMessage }} />;
  }
  if (state.connection !== "live" || !state.staffed || !state.takesCalls) return null;
  return (
    <p class="call-entry">
      <button type="button" onClick={() => setWanted(true)}>
        {t("callStore", { place: state.place })}
      </button>
      {hasFailed && <span role="alert">{t("callNotLoaded")}</span>}
    </p>
  );
}
