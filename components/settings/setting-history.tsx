"use client";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useTRPC } from "@/components/client/trpc";
import { useErrorText } from "@/components/client/use-error-text";
import { Button } from "@/components/ui/button";
import { currentMs } from "@/components/ui/clock";
import { Dialog } from "@/components/ui/dialog";
import { Skeleton } from "@/components/ui/skeleton";
import { useFormat } from "@/components/ui/use-format";
import type { SettingScope, SettingVersion, SettingView } from "@/server/contract/setting";
import { labelOf } from "./setting-words";
import { useSummary } from "./use-summary";

/** Every value that this scope ever had, with its author; each can be restored. */
export function SettingHistory(props: { setting: SettingView; scope: SettingScope; onClose: () => void }) {
  const { setting, scope, onClose } = props;
  const t = useTranslations("configuration");
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const history = useQuery(trpc.settings.history.queryOptions({ key: setting.key, scope }));
  const restore = useMutation(
    trpc.settings.restore.mutationOptions({
      onSettled: () => queryClient.invalidateQueries({ queryKey: trpc.settings.pathKey() }),
    }),
  );
  const text = useErrorText();
  const current = history.data?.[0]?.version ?? 0;
  return (
    <Dialog open wide onOpenChange={onClose} title={t("historyOf", { name: labelOf(t, setting) })}>
      {history.isPending && <Skeleton className="h-24" />}
      {history.isError && (
        <div role="alert" className="flex items-center gap-2 text-danger text-sm">
          {t("loadFailed")}
          <Button onClick={() => history.refetch()}>{t("retry")}</Button>
        </div>
      )}
      {restore.isError && (
        <p role="alert" className="mb-2 text-danger text-sm">
          {text(restore.error, t("versions.restoreFailed"))}
        </p>
      )}
      {history.data?.length === 0 && <p className="text-muted text-sm">{t("versions.empty")}</p>}
      <ol className="divide-y divide-line">
        {history.data?.map((version) => (
          <Version
            key={version.version}
            setting={setting}
            version={version}
            isCurrent={version.version === current}
            isBusy={restore.isPending}
            onRestore={() =>
              restore.mutate({ key: setting.key, scope, version: version.version, expectedVersion: current })
            }
          />
        ))}
      </ol>
    </Dialog>
  );
}

function Version(props: {
  setting: SettingView;
  version: SettingVersion;
  isCurrent: boolean;
  isBusy: boolean;
  onRestore: () => void;
}) {
  const t = useTranslations("configuration");
  const format = useFormat();
  const summary = useSummary();
  const { version, by, at, own, restoredFrom } = props.version;
  const who = t("changedBy", { name: by?.name ?? t("systemAuthor"), when: format.moment(at, currentMs()) });
  return (
    <li className="flex flex-wrap items-start gap-3 py-2.5">
      <div className="min-w-0 flex-1 basis-64">
        <p className="text-sm">{own ? summary(props.setting, own.value) : t("versions.inherited")}</p>
        <p className="text-muted text-xs">
          {t("versions.number", { version: String(version) })} · {who}
          {restoredFrom !== null && ` · ${t("versions.restoredFrom", { version: String(restoredFrom) })}`}
        </p>
      </div>
      {props.isCurrent ? (
        <span className="py-1.5 text-muted text-sm">{t("versions.current")}</span>
      ) : (
        <Button
          disabled={props.isBusy}
          aria-label={t("versions.restoreNumber", { version: String(version) })}
          onClick={props.onRestore}
        >
          {t("versions.restore")}
        </Button>
      )}
    </li>
  );
}
