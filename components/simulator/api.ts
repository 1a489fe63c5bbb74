"use client";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { uuidv7 } from "uuidv7";
import { toastError } from "@/components/ui/toast";
import type { Catalog } from "@/messages/catalog";
import type { StartedWebCall } from "@/server/contract/call-media";

export type Store = { code: string; name: string; phone: string; widgetKey: string };
export type Customer = { id: string; name: string; phone: string; email: string };
export type Sku = { code: string; title: string; size: string; priceMinor: number };
export type PhoneMessage = {
  id: string;
  direction: "in" | "out";
  store: string;
  text: string;
  media: string[];
  status: string;
  at: string;
};
type Texts = Catalog["workspace"]["simulator"];
export type LogLine = {
  n: number;
  at: string;
  key: keyof Texts["events"];
  values: Record<string, string | number>;
  ok: boolean;
};
type Refused = { refusal?: keyof Texts["refusals"]; values?: Record<string, string> };
export type Autopilot = { state: "stopped" | "running" | "paused"; perMinute: number; seed: number; done: number };
export type World = { stores: Store[]; photos: string[] };
type State = {
  /** A store's call to this phone that nobody has answered yet. */
  ringing: StartedWebCall | null;
  messages: PhoneMessage[];
  log: LogLine[];
  autopilot: Autopilot;
  systemsAnswer: boolean;
  losesNextWebhook: boolean;
};

async function ask<T>(path: string): Promise<T> {
  const answer = await fetch(`/simulator/api/${path}`);
  if (!answer.ok) throw new Error(`the simulator answered ${answer.status}`);
  return answer.json() as Promise<T>;
}

type Deed = "text" | "call" | "order" | "buy" | "autopilot" | "systems" | "lose";

/** @returns a function that does something as the outside world; its result is the answer, or null after a toast */
function useSend(): (name: Deed, body: unknown) => Promise<Response | null> {
  const t = useTranslations("simulator");
  return async (name, body) => {
    const answer = await fetch(`/simulator/api/${name}`, {
      method: "POST",
      headers: { "content-type": "application/json", "x-storeline": "1" },
      body: JSON.stringify(body),
    }).catch(() => null);
    if (answer?.ok) return answer;
    const said = (await answer?.json().catch(() => null)) as Refused | null;
    toastError(said?.refusal ? t(`refusals.${said.refusal}`, said.values as never) : t("noAnswer"));
    return null;
  };
}

/** The same, where only matters whether it was done. */
export function useAct(): (name: Deed, body: unknown) => Promise<boolean> {
  const send = useSend();
  return async (name, body) => (await send(name, body)) !== null;
}

/** @returns a function that calls a store from a phone; its result is the customer's side of the call, or null after a toast */
export function useStartCall(): (phone: string, store: string) => Promise<StartedWebCall | null> {
  const send = useSend();
  return async (phone, store) => {
    const answer = await send("call", { callId: uuidv7(), phone, store });
    return answer && ((await answer.json()) as StartedWebCall);
  };
}

export const useWorld = () =>
  useQuery({ queryKey: [["sim", "world"]], queryFn: () => ask<World>("world"), staleTime: 1e9 });
export const useSearch = <T>(what: "customers" | "skus", query: string) =>
  useQuery({
    queryKey: [["sim", what], query],
    queryFn: () => ask<T[]>(`${what}?q=${encodeURIComponent(query)}`),
    placeholderData: (before) => before,
  });
export const useOrders = (customer: string | null) =>
  useQuery({
    queryKey: [["sim", "orders"], customer],
    queryFn: () => ask<{ id: string; status: string }[]>(`orders?customer=${customer}`),
    enabled: customer !== null,
  });

/** The phone's messages and the log. They are polled, because the simulated world is outside the workspace. */
export const useSimulation = (phone: string) =>
  useQuery({
    queryKey: [["sim", "state"], phone],
    queryFn: () => ask<State>(`state?phone=${encodeURIComponent(phone)}`),
    refetchInterval: 800,
    placeholderData: (before) => before,
  });

export function useRefresh() {
  const queryClient = useQueryClient();
  return () => queryClient.invalidateQueries({ predicate: (query) => [query.queryKey[0]].flat()[0] === "sim" });
}
