"use client";
import { Play, Square } from "lucide-react";
import { useTranslations } from "next-intl";
import { type KeyboardEvent, useId, useState } from "react";
import { useWatch } from "react-hook-form";
import { Button } from "@/components/ui/button";
import { Field, Select } from "@/components/ui/field";
import { optionOf, playedMenu, TALK_KEY } from "@/server/contract/menu-walk";
import { SPOKEN_STATUSES, type SpokenStatus } from "@/server/contract/menus";
import type { Place } from "@/server/contract/team";
import type { MenuForm } from "./menu-form";
import { keyOf } from "./play-sounds";
import { type Preview, type PreviewStep, useMenuPreview } from "./use-menu-preview";

/** Plays the menu as it is entered, saved or not, with a keypad to press. */
export function MenuPreview({ form, places }: { form: MenuForm; places: readonly Place[] }) {
  const t = useTranslations("menus.preview");
  const entered = useWatch({ control: form.control, name: "value" });
  const menu = playedMenu(entered, places);
  const [status, setStatus] = useState<SpokenStatus | null>("ready");
  const { preview, prompt, press, start, stop } = useMenuPreview(menu, status);
  const titleId = useId();
  return (
    <section aria-labelledby={titleId} className="grid gap-3 rounded-md bg-sunken p-3">
      <div>
        <h3 id={titleId} className="font-medium text-sm">
          {t("title")}
        </h3>
        <p className="text-muted text-xs">{t("hint")}</p>
      </div>
      <OrderStatus status={status} onChange={setStatus} />
      {menu ? (
        <Button className="justify-self-start" onClick={preview && !preview.exit ? stop : start}>
          {preview && !preview.exit ? (
            <Square aria-hidden className="size-4" />
          ) : (
            <Play aria-hidden className="size-4" />
          )}
          {t(preview ? (preview.exit ? "again" : "stop") : "start")}
        </Button>
      ) : (
        <p className="text-muted text-sm">{t("empty")}</p>
      )}
      {prompt && <Keys onKey={press} />}
      <div role="status" aria-label={t("now")} className="grid gap-1 text-sm empty:hidden">
        {prompt && <Said sounds={prompt.sounds} />}
        {preview?.isWaiting && <p className="text-muted">{t("waits")}</p>}
        {preview?.exit && <Exit preview={preview} />}
      </div>
      {preview && preview.steps.length > 0 && <Path preview={preview} />}
    </section>
  );
}

function OrderStatus(props: { status: SpokenStatus | null; onChange: (status: SpokenStatus | null) => void }) {
  const t = useTranslations("menus.preview");
  const id = useId();
  return (
    <Field label={t("status")} htmlFor={id}>
      <Select
        id={id}
        className="w-56"
        value={props.status ?? "none"}
        onChange={({ target }) => props.onChange(target.value === "none" ? null : (target.value as SpokenStatus))}
      >
        {(["none", ...SPOKEN_STATUSES] as const).map((status) => (
          <option key={status} value={status}>
            {t(`statuses.${status}`)}
          </option>
        ))}
      </Select>
    </Field>
  );
}

const KEYS = ["1", "2", "3", "4", "5", "6", "7", "8", "9", "*", "0", "#"] as const;

/** The keys of a telephone. While one of them has the focus, typing works, too. */
function Keys({ onKey }: { onKey: (key: string) => void }) {
  const t = useTranslations("menus.preview");
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
    if (!(KEYS as readonly string[]).includes(event.key)) return;
    onKey(event.key);
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset would make a form of it
    <div role="group" aria-label={t("keypad")} onKeyDown={onKeyDown} className="grid w-56 grid-cols-3 gap-1">
      {KEYS.map((key) => (
        <button
          key={key}
          type="button"
          aria-label={key === "*" ? t("keys.star") : key === "#" ? t("keys.pound") : key}
          className="min-h-11 rounded-lg border border-line bg-raised font-medium hover:bg-hover active:bg-line"
          onClick={() => onKey(key)}
        >
          {key}
        </button>
      ))}
    </div>
  );
}

function Said({ sounds }: { sounds: readonly string[] }) {
  const t = useTranslations("menus");
  const said = (sound: string) => {
    const key = keyOf(sound);
    return key && t.has(`said.${key}` as never) ? t(`said.${key}` as never) : t("preview.own", { name: sound });
  };
  return <p>{sounds.map(said).join(" ")}</p>;
}

function Exit({ preview: { menu, exit } }: { preview: Preview }) {
  const t = useTranslations("menus.preview");
  if (exit?.to === "voicemail") return <p>{t("takesMessage")}</p>;
  const place = menu.options.find(({ placeId }) => placeId !== null && placeId === exit?.placeId)?.place;
  return <p>{place ? t("rings", { place: place.name }) : t("ringsOwn")}</p>;
}

function Path({ preview }: { preview: Preview }) {
  const t = useTranslations("menus");
  const language = preview.walk.language;
  return (
    <div className="text-sm">
      <h4 className="text-muted text-xs">{t("preview.path")}</h4>
      <ol className="list-decimal ps-5">
        {preview.steps.map((step) => (
          <li key={step.from.prompts}>
            <Step preview={preview} step={step} />
          </li>
        ))}
      </ol>
      {language && (
        <p className="text-muted text-xs">{t("preview.inLanguage", { language: t(`languages.${language}`) })}</p>
      )}
    </div>
  );
}

function Step({ preview: { menu }, step: { from, key } }: { preview: Preview; step: PreviewStep }) {
  const t = useTranslations("menus");
  if (key === null) return t("preview.noKey");
  const option = optionOf(menu, from, key);
  if (option) return t("preview.pressed", { key, action: t(`actions.${option.action}`) });
  return from.point.at === "status" && key === TALK_KEY ? t("preview.talk", { key }) : t("preview.wrongKey", { key });
}
