"use client";
import { clsx } from "clsx";
import { useTranslations } from "next-intl";
import { useAllPresence, useMe } from "@/components/client/realtime";
import { useNowAt } from "@/components/ui/time";
import { useFormat } from "@/components/ui/use-format";
import { isAbsent, isOverdue } from "./absent-assignee";
import type { CallbackRow } from "./use-callback-actions";

/** When a callback is due, for whom, why, and what has happened since it was scheduled. */
export function CallbackWords({ row }: { row: CallbackRow }) {
  const t = useTranslations("callbacks");
  const format = useFormat();
  const { callback, place, customer } = row;
  const now = useNowAt(Date.parse(callback.dueAt));
  const { dueAt, assignee, scheduledBy, reason, attempts, talkedAt } = callback;
  const isDue = Date.parse(dueAt) <= now;
  const facts = [
    assignee ? t("for", { name: assignee.name }) : t("for", { name: place.name }),
    scheduledBy === null && t("requested"),
    attempts > 0 && t("attempts", { count: attempts }),
  ].filter(Boolean);
  return (
    <div className="min-w-0 grow basis-56 text-sm">
      <p>
        <time
          dateTime={dueAt}
          title={format.fullTime(dueAt)}
          className={clsx("nums font-semibold", isDue && "text-danger")}
        >
          {t(isDue ? "overdue" : "dueAt", { when: format.moment(dueAt, now) })}
        </time>{" "}
        <span className="text-muted">· {facts.join(" · ")}</span>
        {assignee && isOverdue(dueAt, now) && <AssigneeAway assignee={assignee} />}
      </p>
      {reason && <p className="wrap-text">{reason}</p>}
      {talkedAt && (
        <p className="wrap-text font-medium">
          {t("talked", { customer: customer.name, when: format.moment(talkedAt, now) })}
        </p>
      )}
    </div>
  );
}

/** That the person whose overdue callback it is cannot make it now, so others are asked. */
function AssigneeAway({ assignee }: { assignee: NonNullable<CallbackRow["callback"]["assignee"]> }) {
  const t = useTranslations("callbacks");
  const me = useMe();
  const status = useAllPresence()(assignee.id);
  if (assignee.id === me.id || !isAbsent(status)) return null;
  return <span className="font-medium"> · {t("absent", { name: assignee.name, status })}</span>;
}
