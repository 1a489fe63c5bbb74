import type { Ref } from "preact";
import type { ChatState } from "./chat-state";
import { promise } from "./contact";
import { t } from "./text";

export type ContactDraft = {
  typed: string;
  setTyped(typed: string): void;
  problem: string | null;
  isEditing: boolean;
  setEditing(isEditing: boolean): void;
  isBusy: boolean;
  field: Ref<HTMLInputElement>;
  /** Saves the typed contact. @returns false when it must be corrected first */
  save(): Promise<boolean>;
  remove(): Promise<void>;
};
type Props = { state: ChatState; draft: ContactDraft };

/** The field for the visitor's contact for later replies, and then a confirmation of what to expect. */
export function ContactField({ state: { contact, canText, staffed }, draft }: Props) {
  if (contact && !draft.isEditing)
    return (
      <div class="contact">
        <p class="promise" role="status">
          {promise(contact, canText)}
        </p>
        <button type="button" disabled={draft.isBusy} onClick={() => draft.setEditing(true)}>
          {t("change")}
        </button>
        <button type="button" disabled={draft.isBusy} onClick={() => void draft.remove()}>
          {t("remove")}
        </button>
        <Problem text={draft.problem} />
      </div>
    );
  if (staffed && !draft.isEditing) return null;
  return (
    <div class="contact">
      <label for="contact">{t(canText ? "mobileOrEmail" : "phoneOrEmail")}</label>
      <div class="row">
        <input
          id="contact"
          ref={draft.field}
          value={draft.typed}
          maxLength={200}
          autoComplete="tel"
          aria-invalid={draft.problem !== null}
          aria-describedby={draft.problem ? "contact-problem" : undefined}
          onInput={(event) => draft.setTyped(event.currentTarget.value)}
          onKeyDown={(event) => {
            if (event.key !== "Enter" || event.isComposing) return;
            event.preventDefault();
            void draft.save();
          }}
        />
        <button type="button" disabled={draft.isBusy || draft.typed.trim() === ""} onClick={() => void draft.save()}>
          {t("save")}
        </button>
        {draft.isEditing && (
          <button type="button" onClick={() => draft.setEditing(false)}>
            {t("cancel")}
          </button>
        )}
      </div>
      <Problem text={draft.problem} />
    </div>
  );
}

const Problem = ({ text }: { text: string | null }) =>
  text && (
    <p class="why" id="contact-problem" role="alert">
      {text}
    </p>
  );
