"use client";
import { useTranslations } from "next-intl";
import { useId } from "react";
import { Dialog } from "@/components/ui/dialog";
import { Kbd } from "@/components/ui/kbd";
import { keyCaps } from "./key-caps";
import { setPreferences, usePreferences } from "./preferences";
import { type ShortcutGroup, useRegistered } from "./shortcuts";

const GROUPS: ShortcutGroup[] = ["Anywhere", "Call", "List", "Conversation", "Composer"];
const COMPOSER = [
  { keys: "$mod+Enter", does: "send" },
  { keys: "$mod+Shift+Enter", does: "sendAndResolve" },
  { keys: "/", does: "savedReplies" },
  { keys: "@", does: "mention" },
  { keys: "Escape", does: "leaveComposer" },
] as const;
/** The `?` sheet: the shortcuts available now, and a switch that turns single keys off. */
export function ShortcutSheet({ onClose }: { onClose: () => void }) {
  const t = useTranslations("shell");
  const registered = useRegistered();
  const { singleKeys } = usePreferences();
  const switchId = useId();
  const inGroup = (group: ShortcutGroup) =>
    group === "Composer"
      ? COMPOSER.map(({ keys, does }) => ({ keys, label: t(`shortcuts.${does}`) }))
      : registered.filter((shortcut) => shortcut.group === group);
  return (
    <Dialog open onOpenChange={onClose} title={t("shortcuts.title")} wide>
      <div className="grid gap-x-8 gap-y-5 sm:grid-cols-2">
        {GROUPS.filter((group) => inGroup(group).length > 0).map((group) => (
          <section key={group} aria-label={t(`shortcuts.groups.${group}`)}>
            <h3 className="mb-1 font-semibold text-muted text-xs">{t(`shortcuts.groups.${group}`)}</h3>
            <dl>
              {inGroup(group).map(({ keys, label }) => (
                <div key={keys} className="flex items-center justify-between gap-4 border-line border-b py-1.5">
                  <dt>{label}</dt>
                  <dd className="flex gap-1">
                    {keyCaps(keys).map((cap) => (
                      <Kbd key={cap}>{cap}</Kbd>
                    ))}
                  </dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
      </div>
      <label htmlFor={switchId} className="mt-5 flex min-h-(--target) items-center gap-2.5 text-sm">
        <input
          id={switchId}
          type="checkbox"
          checked={singleKeys}
          onChange={(event) => setPreferences({ singleKeys: event.target.checked })}
        />
        {t("shortcuts.singleKeys")}
      </label>
    </Dialog>
  );
}
