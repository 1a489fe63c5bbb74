"use client";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { refusalOf } from "@/components/client/refusal";
import { useTRPC } from "@/components/client/trpc";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { Skeleton } from "@/components/ui/skeleton";
import { toastInfo } from "@/components/ui/toast";
import type { DisableEffects, PersonAccount, Released } from "@/server/contract/team";

const counted = (count: number, one: string, many: string): string => `${count} ${count === 1 ? one : many}`;

function Effects({ queues, offers }: DisableEffects) {
  const total = queues.reduce((sum, queue) => sum + queue.conversations, 0);
  if (total + offers === 0) return <p>Nothing is assigned to them now.</p>;
  return (
    <>
      {total > 0 && (
        <div>
          <p>
            {counted(
              total,
              "unfinished conversation returns to its queue:",
              "unfinished conversations return to their queues:",
            )}
          </p>
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
      {offers > 0 && <p>{counted(offers, "pending transfer is canceled.", "pending transfers are canceled.")}</p>}
    </>
  );
}

/** What disabling this person does, as far as the server can say now. */
function Consequences({ userId }: { userId: string }) {
  const trpc = useTRPC();
  // Work comes and goes: what is confirmed is counted when the dialog opens.
  const query = useQuery({ ...trpc.team.disableEffects.queryOptions({ userId }), staleTime: 0, gcTime: 0 });
  if (query.data) return <Effects {...query.data} />;
  if (query.isPending) return <Skeleton className="h-16" />;
  return (
    <p role="alert" className="flex flex-wrap items-center gap-2 text-danger">
      What would return to which queue could not be counted.
      <Button onClick={() => query.refetch()}>Count again</Button>
    </p>
  );
}

function doneWords({ name, disabled }: PersonAccount, { conversations }: Released): string {
  if (disabled) return `${name} can sign in again`;
  if (conversations === 0) return `${name} is disabled`;
  return `${name} is disabled. ${counted(conversations, "conversation is", "conversations are")} back in the queue`;
}

/** Asks before a person is disabled, with its consequences, or enabled again. */
export function DisableDialog({ person, onClose }: { person: PersonAccount; onClose: () => void }) {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const verb = person.disabled ? "Enable" : "Disable";
  const set = useMutation(
    trpc.team.setDisabled.mutationOptions({
      onSuccess: (released) => {
        toastInfo(doneWords(person, released));
        onClose();
      },
      onSettled: () => queryClient.invalidateQueries({ queryKey: trpc.team.accounts.queryKey() }),
    }),
  );
  return (
    <Dialog
      open
      onOpenChange={onClose}
      title={`${verb} ${person.name}?`}
      description={
        person.disabled
          ? "They can sign in again."
          : "They are signed out on every device and cannot sign in until they are enabled again."
      }
      footer={
        <>
          {set.error && (
            <p role="alert" className="me-auto text-danger text-sm">
              {refusalOf(set.error)?.message ?? "The server did not answer. Nothing was changed."}
            </p>
          )}
          <Button onClick={onClose}>Cancel</Button>
          <Button
            variant={person.disabled ? "primary" : "danger"}
            disabled={set.isPending}
            onClick={() => set.mutate({ userId: person.id, disabled: !person.disabled })}
          >
            {verb} {person.name}
          </Button>
        </>
      }
    >
      <div className="flex flex-col gap-3 text-sm">
        {person.disabled ? (
          <p>Conversations that went back to their queues stay there, and keep whoever has taken them since.</p>
        ) : (
          <Consequences userId={person.id} />
        )}
      </div>
    </Dialog>
  );
}
