"use client";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { CircleAlert } from "lucide-react";
import { useTranslations } from "next-intl";
import { useId, useState } from "react";
import { useTRPC } from "@/components/client/trpc";
import { useErrorText } from "@/components/client/use-error-text";
import { Button } from "@/components/ui/button";
import { currentMs } from "@/components/ui/clock";
import { EmptyState } from "@/components/ui/empty-state";
import { Field, Select } from "@/components/ui/field";
import { useFormat } from "@/components/ui/use-format";
import type { SettingScope, SettingView } from "@/server/contract/setting";
import { CARD, CardSkeleton, Section } from "./section";
import { SettingEditor } from "./setting-editor";
import { SettingHistory } from "./setting-history";
import { helpOf, labelOf, originOf, problemOf } from "./setting-words";
import { usePlaceNames } from "./use-place-names";
import { useSummary } from "./use-summary";

type Opened = { dialog: "edit" | "history"; key: string };

/** Every setting that can be set at a scope, from the registry, so that a new one appears automatically. */
export function ConfigurationSection() {
  const t = useTranslations("configuration");
  const trpc = useTRPC();
  const [scope, setScope] = useState<SettingScope>({ kind: "organization" });
  const [opened, setOpened] = useState<Opened | null>(null);
  const settings = useQuery(trpc.settings.list.queryOptions({ scope }));
  const setting = settings.data?.find(({ key }) => key === opened?.key);
  const close = () => setOpened(null);
  return (
    <Section title={t("title")} hint={t("hint")} action={<ScopePicker scope={scope} onChange={setScope} />}>
      <ul className={CARD}>
        {settings.data?.map((one) => (
          <SettingCard
            key={one.key}
            setting={one}
            scope={scope}
            onOpen={(dialog) => setOpened({ dialog, key: one.key })}
          />
        ))}
        {settings.isPending && <CardSkeleton />}
        {settings.isError && (
          <EmptyState
            title={t("loadFailed")}
            action={<Button onClick={() => settings.refetch()}>{t("retry")}</Button>}
          />
        )}
      </ul>
      {setting && opened?.dialog === "edit" && <SettingEditor setting={setting} scope={scope} onClose={close} />}
      {setting && opened?.dialog === "history" && <SettingHistory setting={setting} scope={scope} onClose={close} />}
    </Section>
  );
}

function ScopePicker({ scope, onChange }: { scope: SettingScope; onChange: (scope: SettingScope) => void }) {
  const t = useTranslations("configuration");
  const trpc = useTRPC();
  const id = useId();
  const places = useQuery(trpc.team.places.queryOptions()).data ?? [];
  const regions = [...new Set(places.map(({ region }) => region).filter(Boolean))].sort();
  const options: Record<string, SettingScope> = { organization: { kind: "organization" } };
  for (const region of regions) options[`region ${region}`] = { kind: "region", region };
  for (const place of places) options[`place ${place.id}`] = { kind: "place", placeId: place.id };
  const chosen =
    scope.kind === "region" ? `region ${scope.region}` : scope.kind === "place" ? `place ${scope.placeId}` : scope.kind;
  return (
    <Field label={t("scope")} htmlFor={id}>
      <Select
        id={id}
        className="w-64"
        value={chosen}
        onChange={(event) => onChange(options[event.target.value] ?? { kind: "organization" })}
      >
        <option value="organization">{t("organization")}</option>
        {regions.length > 0 && (
          <optgroup label={t("regions")}>
            {regions.map((region) => (
              <option key={region} value={`region ${region}`}>
                {region}
              </option>
            ))}
          </optgroup>
        )}
        <optgroup label={t("places")}>
          {places.map((place) => (
            <option key={place.id} value={`place ${place.id}`}>
              {place.name}
            </option>
          ))}
        </optgroup>
      </Select>
    </Field>
  );
}

function SettingCard(props: { setting: SettingView; scope: SettingScope; onOpen: (dialog: Opened["dialog"]) => void }) {
  const t = useTranslations("configuration");
  const { setting, scope, onOpen } = props;
  const summary = useSummary();
  const label = labelOf(t, setting);
  const { value } = setting.own ?? setting.inherited;
  const problem = problemOf(t, usePlaceNames(), setting, value);
  return (
    <li className="flex flex-wrap items-start gap-x-4 gap-y-2 border-line border-b px-3.5 py-3 last:border-b-0">
      <div className="min-w-0 flex-1 basis-72">
        <h3 className="font-medium">{label}</h3>
        <p className="text-pretty text-muted text-sm">{helpOf(t, setting)}</p>
        <p className="mt-1.5 text-sm">{summary(setting, value)}</p>
        {problem && (
          <p className="mt-0.5 flex items-start gap-1.5 text-danger text-sm">
            <CircleAlert aria-hidden className="mt-0.5 size-4 shrink-0" />
            {problem}
          </p>
        )}
        <Origin setting={setting} />
      </div>
      <div className="flex flex-wrap gap-2">
        {setting.own && <UseInherited setting={setting} scope={scope} />}
        {setting.changed && (
          <Button variant="quiet" aria-label={t("historyOf", { name: label })} onClick={() => onOpen("history")}>
            {t("history")}
          </Button>
        )}
        <Button aria-label={t("editSetting", { name: label })} onClick={() => onOpen("edit")}>
          {t("edit")}
        </Button>
      </div>
    </li>
  );
}

function Origin({ setting: { own, inherited, changed } }: { setting: SettingView }) {
  const t = useTranslations("configuration");
  const format = useFormat();
  const who =
    own &&
    changed &&
    t("changedBy", { name: changed.by?.name ?? t("systemAuthor"), when: format.moment(changed.at, currentMs()) });
  return (
    <p className="text-muted text-xs">
      {own ? t("setHere") : originOf(t, inherited.origin)}
      {who && ` · ${who}`}
    </p>
  );
}

function UseInherited({ setting, scope }: { setting: SettingView; scope: SettingScope }) {
  const t = useTranslations("configuration");
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const drop = useMutation(
    trpc.settings.save.mutationOptions({
      onSettled: () => queryClient.invalidateQueries({ queryKey: trpc.settings.pathKey() }),
    }),
  );
  const text = useErrorText();
  const expectedVersion = setting.changed?.version ?? 0;
  return (
    <>
      {drop.isError && (
        <p role="alert" className="w-full text-danger text-sm">
          {text(drop.error, t("saveFailed"))}
        </p>
      )}
      <Button
        variant="quiet"
        disabled={drop.isPending}
        onClick={() => drop.mutate({ key: setting.key, scope, own: null, expectedVersion })}
      >
        {t("useInherited")}
      </Button>
    </>
  );
}
