"use client";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { refusalOf } from "@/components/client/refusal";
import { useTRPC } from "@/components/client/trpc";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { Skeleton } from "@/components/ui/skeleton";
import { toastInfo } from "@/components/ui/toast";
import type { DisableEffects, PersonAccount } from "@/server/contract/team";

function Effects({ queues, offers }: DisableEffects) {
  const t = useTranslations("settings");
  const total = queues.reduce((sum, queue) => sum + queue.conversations, 0);
  if (total + offers === 0) return <p>{t("disable.nothingAssigned")}</p>;
  return (
    <>
      {total > 0 && (
        <div>
          <p>{t("disable.returns", { count: total })}</p>
          <ul className="mt-2 overflow-hidden rounded-md border border-line">
            {queues.map(({ place, conversations }) => (
              <li key={place.id} className="flex items-center gap-3 border-line border-b px-3 py-2 last:border-b-0">
                <bdi className="min-w-0 flex-1 truncate">{place.name}</bdi>
                <span className="nums font-medium">{conversations}</span>
              </li>
            ))}
          </ul>
        </div>
      )}
      {offers > 0 && <p>{t("disable.transfers", { count: offers })}</p>}
    </>
  );
}

/** The effects of disabling this person, as the server counts them now. */
function Consequences({ userId }: { userId: string }) {
  const t = useTranslations("settings");
  const trpc = useTRPC();
  // Work changes, so the effects are counted when the dialog opens.
  const query = useQuery({ ...trpc.team.disableEffects.queryOptions({ userId }), staleTime: 0, gcTime: 0 });
  if (query.data) return <Effects {...query.data} />;
  if (query.isPending) return <Skeleton className="h-16" />;
  return (
    <p role="alert" className="flex flex-wrap items-center gap-2 text-danger">
      {t("disable.countFailed")}
      <Button onClick={() => query.refetch()}>{t("disable.countAgain")}</Button>
    </p>
  );
}

/** Asks for confirmation before a person is disabled, with the effects, or enabled. */
export function DisableDialog({ person, onClose }: { person: PersonAccount; onClose: () => void }) {
  const t = useTranslations("settings");
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const { name } = person;
  const verb = person.disabled ? "enable" : "disable";
  const set = useMutation(
    trpc.team.setDisabled.mutationOptions({
      onSuccess: (released) => {
        toastInfo(
          person.disabled
            ? t("disable.enabled", { name })
            : t("disable.disabled", { name, count: released.conversations }),
        );
        onClose();
      },
      onSettled: () => queryClient.invalidateQueries({ queryKey: trpc.team.accounts.queryKey() }),
    }),
  );
  return (
    <Dialog
      open
      onOpenChange={onClose}
      title={t(`disable.${verb}Title`, { name })}
      description={t(`disable.${verb}Hint`)}
      footer={
        <>
          {set.error && (
            <p role="alert" className="me-auto text-danger text-sm">
              {refusalOf(set.error)?.message ?? t("disable.failed")}
            </p>
          )}
          <Button onClick={onClose}>{t("cancel")}</Button>
          <Button
            variant={person.disabled ? "primary" : "danger"}
            disabled={set.isPending}
            onClick={() => set.mutate({ userId: person.id, disabled: !person.disabled })}
          >
            {t(`disable.${verb}`, { name })}
          </Button>
        </>
      }
    >
      <div className="flex flex-col gap-3 text-sm">
        {person.disabled ? <p>{t("disable.nothingReturns")}</p> : <Consequences userId={person.id} />}
      </div>
    </Dialog>
  );
}
