"use client";
import { clsx } from "clsx";
import { useTranslations } from "next-intl";
import { usePresence } from "@/components/client/realtime";
import { useHeldOrder } from "@/components/conversations/held-rows";
import { Wait } from "@/components/conversations/wait";
import { PRESENCE_DOTS } from "@/components/shell/presence";
import { Avatar } from "@/components/ui/avatar";
import { Age } from "@/components/ui/time";
import type { PersonTile, PresenceStatus } from "@/server/contract/team";
import { peopleInOrder } from "./order";
import { Panel } from "./panel";
import { useReading } from "./use-reading";

const personIdOf = (tile: PersonTile) => tile.person.id;

/** People with their presence and load. Selecting one shows their conversations. */
export function PeopleList(props: {
  tiles: PersonTile[];
  chosen: string | null;
  onChoose: (id: string | null) => void;
}) {
  const t = useTranslations("board");
  const presenceLabel = useTranslations("presence");
  const presence = usePresence();
  const statusOf = (tile: PersonTile): PresenceStatus => presence.get(tile.person.id)?.status ?? "offline";
  const { isReading, handlers } = useReading();
  const tiles = useHeldOrder(peopleInOrder(props.tiles, statusOf), personIdOf, isReading);
  const online = tiles.filter((tile) => statusOf(tile) !== "offline").length;
  return (
    <Panel
      title={t("people")}
      body={handlers}
      actions={<span className="nums text-muted text-xs">{t("online", { count: online, total: tiles.length })}</span>}
    >
      <ul>
        {tiles.map((tile) => {
          const { person, load } = tile;
          const status = statusOf(tile);
          const since = presence.get(person.id)?.since;
          const isChosen = props.chosen === person.id;
          return (
            <li key={person.id} className="border-line border-b last:border-b-0">
              <button
                type="button"
                aria-pressed={isChosen}
                onClick={() => props.onChoose(isChosen ? null : person.id)}
                className={clsx(
                  "focus-inset flex min-h-13 w-full items-center gap-3 px-3.5 text-start",
                  isChosen ? "bg-accent-soft" : "hover:bg-hover",
                )}
              >
                <Avatar name={person.name} dot={PRESENCE_DOTS[status]} />
                <span className="min-w-0 flex-1">
                  <span className="block truncate font-medium leading-5">{person.name}</span>
                  <span
                    className={clsx("block truncate text-xs", status === "available" ? "text-positive" : "text-muted")}
                  >
                    {presenceLabel(status)}
                    {since && status !== "offline" && (
                      <>
                        {" · "}
                        <Age iso={since} />
                      </>
                    )}
                  </span>
                </span>
                <span className="w-14 shrink-0 text-end text-sm">
                  {tile.oldestWaitingSince && <Wait since={tile.oldestWaitingSince} />}
                </span>
                <span className={clsx("nums min-w-14 text-end text-sm", load === 0 && "text-muted")}>
                  {t.rich("openCount", { count: load, b: (count) => <span className="font-semibold">{count}</span> })}
                </span>
              </button>
            </li>
          );
        })}
      </ul>
    </Panel>
  );
}
