"use client";
import { type Ended, EndedNote, useEndedText } from "./ended-note";
import { useShownWrapUp } from "./use-wrap-up";
import { WrapUpPanel } from "./wrap-up-panel";

type WrapUp = ReturnType<typeof useShownWrapUp>;

/** What stands in place of the call bar after a call: the work that is left of it, or else how it ended. */
export function AfterCall({ ended, dismiss }: { ended: Ended | null; dismiss: () => void }) {
  const { shown, setTyping } = useShownWrapUp();
  if (!shown) return ended && <EndedNote {...ended} onDismiss={dismiss} />;
  if (!ended || ended.view.call.id !== shown.callId)
    return <WrapUpPanel key={shown.id} wrapUp={shown} heading={null} setTyping={setTyping} />;
  return <JustEnded key={shown.id} ended={ended} shown={shown} setTyping={setTyping} />;
}

function JustEnded({ ended, shown, setTyping }: { ended: Ended } & Required<WrapUp>) {
  const heading = useEndedText(ended);
  return shown && <WrapUpPanel wrapUp={shown} heading={heading} setTyping={setTyping} />;
}
