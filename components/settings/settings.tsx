"use client";
import { useTranslations } from "next-intl";
import { parseAsStringLiteral, useQueryState } from "nuqs";
import { lazyComponent } from "@/components/ui/lazy";
import { Tabs } from "@/components/ui/tabs";
import { ChannelsSection } from "./channels-section";
import { ConfigurationSection } from "./configuration-section";
import { PeopleSection } from "./people-section";
import { COLUMN } from "./section";

const ReplyLibrary = lazyComponent(() =>
  import("@/components/replies/reply-library").then((code) => code.ReplyLibrary),
);

const SECTIONS = ["people", "channels", "replies", "rules"] as const;

/** The settings of administrators: people, channels, saved replies and rules. */
export function Settings() {
  const t = useTranslations("settings");
  const rules = useTranslations("configuration");
  const replies = useTranslations("replies");
  const [section, setSection] = useQueryState("section", parseAsStringLiteral(SECTIONS).withDefault("people"));
  return (
    <div className="flex min-h-0 flex-1 flex-col">
      <header className={`flex h-14 shrink-0 items-center ${COLUMN}`}>
        <h1 className="font-semibold text-lg">{t("title")}</h1>
      </header>
      <Tabs
        label={t("title")}
        listClassName={`${COLUMN} [&>:first-child]:-ms-2.5`}
        value={section}
        onChange={(value) => void setSection(value as (typeof SECTIONS)[number])}
        tabs={[
          { value: "people", label: t("sections.people"), content: <PeopleSection /> },
          { value: "channels", label: t("sections.channels"), content: <ChannelsSection /> },
          { value: "replies", label: replies("title"), content: <ReplyLibrary /> },
          { value: "rules", label: rules("tab"), content: <ConfigurationSection /> },
        ]}
      />
    </div>
  );
}
