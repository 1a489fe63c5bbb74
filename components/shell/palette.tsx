"use client";
import { useQueryClient } from "@tanstack/react-query";
import { clsx } from "clsx";
import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { type KeyboardEvent, useEffect, useId, useMemo, useRef, useState } from "react";
import { useMe } from "@/components/client/realtime";
import { Dialog } from "@/components/ui/dialog";
import { EmptyState } from "@/components/ui/empty-state";
import { Input } from "@/components/ui/field";
import { Kbd } from "@/components/ui/kbd";
import { type Command, fromShortcuts, matching } from "./commands";
import { rowsIn } from "./inbound";
import { keyCaps } from "./key-caps";
import { navItems } from "./nav";
import { setPreferences, THEMES } from "./preferences";
import { useRegistered } from "./shortcuts";

/** All commands and pages available on this screen. */
function useCommands(hasSimulator: boolean): Command[] {
  const t = useTranslations("shell");
  const me = useMe();
  const router = useRouter();
  const queryClient = useQueryClient();
  const registered = useRegistered();
  return useMemo(() => {
    const pages = [...navItems(me, hasSimulator), { href: "/account", page: "account" as const }];
    const loaded = queryClient
      .getQueryCache()
      .getAll()
      .flatMap((query) => rowsIn(query.state.data));
    const rows = [...new Map(loaded.map((row) => [row.id, row])).values()].sort((a, b) =>
      a.lastMessageAt < b.lastMessageAt ? 1 : -1,
    );
    return [
      ...fromShortcuts(registered, t("palette.actions")),
      ...pages.map(({ href, page }) => ({
        id: href,
        group: t("palette.pages"),
        label: t("palette.goTo", { page: t(`pages.${page}`) }),
        run: () => router.push(href),
      })),
      ...THEMES.map((theme) => ({
        id: `theme:${theme}`,
        group: t("palette.appearance"),
        label: t(`palette.themes.${theme}`),
        run: () => setPreferences({ theme }),
      })),
      ...rows.map((row) => ({
        id: row.id,
        group: t("palette.conversations"),
        label: `${row.customer.name} · ${row.place.name}`,
        run: () => router.push(`/inbox?view=all&c=${row.id}`),
      })),
    ];
  }, [me, hasSimulator, registered, router, queryClient, t]);
}

/**
 * The command palette: finds actions, pages and loaded conversations by name. A chosen command runs after the palette has
 * returned the focus.
 */
export function Palette({ hasSimulator, onClose }: { hasSimulator: boolean; onClose: () => void }) {
  const t = useTranslations("shell");
  const id = useId();
  const all = useCommands(hasSimulator);
  const [query, setQuery] = useState("");
  // By id, because commands change while the palette is open, and Enter must run the marked one.
  const [chosenId, setChosenId] = useState<string>();
  const { shown, hidden } = matching(all, query);
  const at = Math.max(
    0,
    shown.findIndex((command) => command.id === chosenId),
  );
  const current = shown[at];
  if (current?.id !== chosenId) setChosenId(current?.id);
  const list = useRef<HTMLDivElement>(null);
  useEffect(() => {
    list.current?.querySelector("[aria-selected=true]")?.scrollIntoView?.({ block: "nearest" });
  });
  const choose = (command: Command | undefined) => {
    if (!command) return;
    onClose();
    // After the dialog has returned the focus.
    setTimeout(() => setTimeout(command.run));
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing) return;
    const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (by) setChosenId(shown.at((at + by) % Math.max(1, shown.length))?.id);
    else if (event.key === "Enter") choose(current);
    else return;
    event.preventDefault();
  };
  return (
    <Dialog open onOpenChange={onClose} title={t("palette.title")}>
      <Input
        role="combobox"
        aria-label={t("palette.search")}
        aria-expanded
        aria-autocomplete="list"
        aria-controls={id}
        aria-activedescendant={current && `${id}${current.id}`}
        placeholder={t("palette.placeholder")}
        value={query}
        onChange={(event) => {
          setQuery(event.target.value);
          setChosenId(undefined);
        }}
        onKeyDown={onKeyDown}
      />
      <div className="mt-2 h-80">
        {/* The listbox scrolls by itself; its keys are handled by the combobox. */}
        <div
          ref={list}
          id={id}
          role="listbox"
          aria-label={t("palette.title")}
          className="thin-scroll max-h-full overflow-y-auto"
        >
          {[...new Set(shown.map((command) => command.group))].map((group) => (
            // biome-ignore lint/a11y/useSemanticElements: options of a listbox are grouped by this role
            <div key={group} role="group" aria-label={group}>
              <p aria-hidden className="px-2.5 pt-2 pb-1 font-semibold text-muted text-xs">
                {group}
              </p>
              {shown
                .filter((command) => command.group === group)
                .map((command) => (
                  <Option
                    key={command.id}
                    id={`${id}${command.id}`}
                    command={command}
                    isCurrent={command === current}
                    onChoose={() => choose(command)}
                  />
                ))}
              {hidden.has(group) && (
                <p aria-hidden className="px-2.5 py-1.5 text-muted text-xs">
                  {t("palette.moreMatch", { count: hidden.get(group) ?? 0 })}
                </p>
              )}
            </div>
          ))}
        </div>
        <div role="status">
          {shown.length === 0 && <EmptyState title={t("palette.noMatch")}>{t("palette.noMatchHint")}</EmptyState>}
        </div>
      </div>
    </Dialog>
  );
}

function Option(props: { id: string; command: Command; isCurrent: boolean; onChoose: () => void }) {
  const { command } = props;
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the keys are the combobox's, which stays focused
    // biome-ignore lint/a11y/useFocusableInteractive: named by aria-activedescendant
    <div
      id={props.id}
      role="option"
      aria-selected={props.isCurrent}
      onClick={props.onChoose}
      className={clsx(
        "flex min-h-(--target) items-center gap-2 rounded-md px-2.5",
        props.isCurrent ? "bg-accent-soft" : "hover:bg-hover",
      )}
    >
      <bdi className="min-w-0 flex-1 truncate">{command.label}</bdi>
      {command.keys && keyCaps(command.keys).map((cap) => <Kbd key={cap}>{cap}</Kbd>)}
    </div>
  );
}
