"use client";
import { useQueryClient } from "@tanstack/react-query";
import { ListFilter } from "lucide-react";
import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { type KeyboardEvent, type ReactNode, useCallback, useId, useMemo, useState } from "react";
import { useMe } from "@/components/client/realtime";
import { useErrorText } from "@/components/client/use-error-text";
import { newText } from "@/components/conversations/starting/new-text-request";
import { ProductStock } from "@/components/search/product-stock";
import { useRecentSearches } from "@/components/search/recent-searches";
import { type Chosen, filterCount, SearchFilters, toFilter } from "@/components/search/search-filters";
import { useGroupNotes, useResultCommands, useSearch } from "@/components/search/use-search";
import { Count } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { EmptyState } from "@/components/ui/empty-state";
import { Input } from "@/components/ui/field";
import { After, Skeleton } from "@/components/ui/skeleton";
import { type Command, fromShortcuts, matching } from "./commands";
import { rowsIn } from "./inbound";
import { navItems } from "./nav";
import { PaletteList } from "./palette-list";
import { setPreferences, THEMES } from "./preferences";
import { useRegistered } from "./shortcuts";

/** All commands and pages available on this screen, and the conversations that this device has loaded. */
function useCommands(hasSimulator: boolean): { commands: Command[]; loaded: Command[] } {
  const t = useTranslations("shell");
  const me = useMe();
  const router = useRouter();
  const queryClient = useQueryClient();
  const registered = useRegistered();
  return useMemo(() => {
    const pages = [
      ...navItems(me, hasSimulator),
      { href: "/account", page: "account" as const },
      { href: "/account/replies", page: "replies" as const },
    ];
    const loaded = queryClient
      .getQueryCache()
      .getAll()
      .flatMap((query) => rowsIn(query.state.data));
    const rows = [...new Map(loaded.map((row) => [row.id, row])).values()].sort((a, b) =>
      a.lastMessageAt < b.lastMessageAt ? 1 : -1,
    );
    const commands = [
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
    ];
    return {
      commands,
      loaded: rows.map((row) => ({
        id: row.id,
        group: t("palette.conversations"),
        label: `${row.customer.name} · ${row.place.name}`,
        run: () => router.push(`/inbox?view=all&c=${row.id}`),
      })),
    };
  }, [me, hasSimulator, registered, router, queryClient, t]);
}

/** The first page of messages, and how many each further one adds. */
const MESSAGES = 20;
const ALL_MESSAGES = 100;

/** Seven digits or more, with what people write between them. */
const NUMBER = /^\+?(?:[\s().-]*\d){7,15}$/;

/** Texting the number that was typed, for those who see numbers. */
function useTextingCommand(query: string): Command[] {
  const t = useTranslations("newText");
  const shell = useTranslations("shell");
  const number = query.trim();
  if (!useMe().can.seePersonalData || !NUMBER.test(number)) return [];
  const run = () => newText.set({ phone: number });
  return [{ id: "newText", group: shell("palette.actions"), label: t("textNumber", { number }), run }];
}

/** What the person typed and chose, with everything that matches it. */
function usePalette(hasSimulator: boolean) {
  const t = useTranslations("search");
  const shell = useTranslations("shell");
  const { commands, loaded } = useCommands(hasSimulator);
  const { recent, remember, clear } = useRecentSearches();
  const [query, type] = useState("");
  const [messages, setMessages] = useState(MESSAGES);
  const [chosen, choose] = useState<Chosen>({});
  const [skuId, setSkuId] = useState<string | null>(null);
  const [isFilterOpen, setFilterOpen] = useState(false);
  const filter = useMemo(() => toFilter(chosen), [chosen]);
  const search = useSearch({ search: query, filter, messages });
  const onMore = useCallback(() => setMessages(ALL_MESSAGES), []);
  const results = useResultCommands(search.found, { onProduct: setSkuId, onMore });
  const notes = new Map(useGroupNotes(search.found));
  const setQuery = (text: string) => {
    type(text);
    setMessages(MESSAGES);
    setSkuId(null);
  };
  const hasResults = search.state === "searching" || search.state === "done";
  const isFiltered = filterCount(chosen) > 0;
  const named = matching(isFiltered ? [] : hasResults ? commands : [...commands, ...loaded], query);
  for (const [group, count] of named.hidden) notes.set(group, shell("palette.moreMatch", { count }));
  const again = query.trim() === "" ? recent : [];
  const history: Command[] = again.map((text) => ({
    ...{ id: `recent:${text}`, group: t("groups.recent"), label: text, staysOpen: true },
    run: () => setQuery(text),
  }));
  if (history.length > 0)
    history.push({ id: "clear", group: t("groups.recent"), label: t("clearRecent"), staysOpen: true, run: clear });
  const texting = useTextingCommand(query);
  return {
    ...{ query, setQuery, search, notes, chosen, choose, skuId, setSkuId, isFiltered, isFilterOpen },
    toggleFilters: () => setFilterOpen(!isFilterOpen),
    shown: [...history, ...named.shown, ...results, ...texting],
    remember: () => remember(query.trim()),
  };
}

/**
 * Search and commands: finds customers, messages, orders, products, actions and pages. A chosen one opens after the palette has
 * returned the focus.
 */
export function Palette({ hasSimulator, onClose }: { hasSimulator: boolean; onClose: () => void }) {
  const t = useTranslations("shell");
  const id = useId();
  const palette = usePalette(hasSimulator);
  const { shown, query } = palette;
  // By id, because commands change while the palette is open, and Enter must run the marked one.
  const [chosenId, setChosenId] = useState<string>();
  const at = Math.max(
    0,
    shown.findIndex((command) => command.id === chosenId),
  );
  const current = shown[at];
  if (current?.id !== chosenId) setChosenId(current?.id);
  const choose = (command: Command | undefined) => {
    if (!command) return;
    if (command.isResult) palette.remember();
    if (command.staysOpen) return command.run();
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
    <Dialog open onOpenChange={onClose} title={t("palette.title")} wide>
      <div className="flex items-start gap-2">
        <Input
          role="combobox"
          type="search"
          enterKeyHint="search"
          autoComplete="off"
          maxLength={120}
          aria-label={t("palette.search")}
          aria-expanded
          aria-autocomplete="list"
          aria-controls={id}
          aria-activedescendant={current && id + current.id}
          placeholder={t("palette.placeholder")}
          value={query}
          onChange={(event) => {
            palette.setQuery(event.target.value);
            setChosenId(undefined);
          }}
          onKeyDown={onKeyDown}
        />
        <FiltersToggle palette={palette} />
      </div>
      {palette.isFilterOpen && <SearchFilters chosen={palette.chosen} onChange={palette.choose} />}
      <div className="mt-2 flex h-[min(55dvh,30rem)] flex-col">
        {palette.skuId ? (
          <ProductStock skuId={palette.skuId} onBack={() => palette.setSkuId(null)} onInsert={onClose} />
        ) : (
          <PaletteList {...{ id, shown, current, notes: palette.notes, onChoose: choose }} label={t("palette.title")} />
        )}
        <Answer palette={palette} />
      </div>
    </Dialog>
  );
}

type PaletteState = ReturnType<typeof usePalette>;

function FiltersToggle({ palette }: { palette: PaletteState }) {
  const t = useTranslations("search");
  const count = filterCount(palette.chosen);
  return (
    <Button
      variant="secondary"
      aria-expanded={palette.isFilterOpen}
      aria-label={t("filters.active", { count })}
      className="min-h-(--target-primary) shrink-0"
      onClick={palette.toggleFilters}
    >
      <ListFilter aria-hidden className="size-4" />
      <span className="max-sm:hidden">{t("filters.label")}</span>
      <Count value={count} tone="accent" />
    </Button>
  );
}

/** How the search goes: while it runs, how much it found, and what to do when it failed. */
function Answer({ palette }: { palette: PaletteState }) {
  const t = useTranslations("search");
  const errorText = useErrorText();
  const { search, shown, query, isFiltered } = palette;
  const { state } = search;
  const count = shown.filter((command) => command.isResult).length;
  const empty = (title: string, hint: ReactNode, action?: ReactNode) => (
    <EmptyState title={title} action={action}>
      {hint}
    </EmptyState>
  );
  return (
    <>
      {state === "searching" && !search.found && (
        <After>
          <div className="flex flex-col gap-2 p-2.5">
            <Skeleton className="h-10" />
            <Skeleton className="h-10" />
          </div>
        </After>
      )}
      <div role="status">
        {state === "searching" && <span className="sr-only">{t("searching")}</span>}
        {state === "done" && <span className="sr-only">{t("found", { count })}</span>}
        {state === "done" &&
          shown.length === 0 &&
          palette.notes.size === 0 &&
          empty(t("nothing", { text: query.trim() }), t(isFiltered ? "nothingFiltered" : "nothingHint"))}
        {state === "offline" && empty(t("offline"), t("offlineHint"))}
        {state === "failed" &&
          empty(
            t("failed"),
            errorText(search.error, t("failedHint")),
            <Button onClick={search.retry}>{t("retry")}</Button>,
          )}
      </div>
    </>
  );
}
