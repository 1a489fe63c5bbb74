import type { IncomingMessage } from "node:http";
import { z } from "zod";
import { catalog, WORKSPACE_LOCALE } from "@/messages/catalog";
import { ORDER_STATUSES } from "@/server/contract/commerce";
import { Id } from "@/server/contract/ids";
import { readBody } from "@/server/lib/read-body";
import type { Actions } from "./actions";
import type { Autopilot } from "./autopilot";
import type { Carrier } from "./carrier";
import type { Heartbeat } from "./heartbeat";
import type { Phones } from "./phones";
import { PHOTOS } from "./photos";
import type { SimulatorDeps } from "./types";
import { reasonOf } from "./webhook-client";

const REFUSALS = catalog("workspace", WORKSPACE_LOCALE).simulator.refusals;
type Refusal = keyof typeof REFUSALS;

const Phone = z.string().regex(/^\+\d{8,15}$/, "phoneNotANumber" satisfies Refusal);
const Text = z.strictObject({
  phone: Phone,
  store: z.string().max(20),
  text: z.string().max(1600).default(""),
  photo: z.enum(Object.keys(PHOTOS) as [string, ...string[]]).nullish(),
});
const Call = z.strictObject({ callId: Id, phone: Phone, store: z.string().max(20) });
const ChangeOrder = z.strictObject({ orderId: z.string().max(40), status: z.enum(ORDER_STATUSES) });
const Buy = z.strictObject({
  sku: z.string().max(80),
  store: z.string().max(20),
  customer: z.string().max(40).nullish(),
});
const Drive = z.strictObject({
  action: z.enum(["start", "pause", "stop", "rate"]),
  perMinute: z.number().int().min(1).max(1200).default(30),
  seed: z.number().int().min(0).max(1_000_000).default(1),
});
const Lose = z.strictObject({ next: z.boolean() });
const Systems = z.strictObject({ answer: z.boolean() });

export type ApiAnswer = { status: number; value: unknown };
/** A refusal by its key in the page's catalog. */
const refusal = (key: Refusal, values: Record<string, string> = {}, status = 400): ApiAnswer => ({
  status,
  value: { refusal: key, values },
});
const isRefusal = (key: string): key is Refusal => Object.hasOwn(REFUSALS, key);

type Parts = { actions: Actions; phones: Phones; autopilot: Autopilot; heartbeat: Heartbeat; carrier: Carrier };

/** The API of the simulator's own page. Its callers are already authenticated as staff. */
export function createApi(deps: SimulatorDeps, { actions, phones, autopilot, heartbeat, carrier }: Parts) {
  const { retailer } = deps;
  const storeOf = (code: string) => retailer().stores.find((store) => store.code === code);
  const customerOf = (id: string) => retailer().customers.find((customer) => customer.id === id);

  const read: Record<string, (query: URLSearchParams) => unknown> = {
    world: () => ({ stores: retailer().stores, photos: Object.keys(PHOTOS) }),
    customers: (query) => find(retailer().customers, query, (one) => `${one.name} ${one.phone} ${one.email}`),
    skus: (query) => find(retailer().skus, query, (one) => `${one.code} ${one.title} ${one.size}`),
    orders: (query) =>
      actions
        .ordersOf(query.get("customer") ?? "")
        .slice(-8)
        .reverse(),
    state: async (query) => ({
      ringing: await deps.ringing(query.get("phone") ?? ""),
      messages: phones.of(query.get("phone") ?? ""),
      log: phones.lines().slice(0, 60),
      autopilot: autopilot.view(),
      systemsAnswer: heartbeat.answers(),
      losesNextWebhook: carrier.losesNext(),
    }),
  };

  const write: Record<string, (body: unknown) => Promise<ApiAnswer>> = {
    text: checked(Text, async ({ phone, store, text, photo }) => {
      const at = storeOf(store);
      if (!at || (text.trim() === "" && !photo)) return refusal("textMissing");
      await actions.text(phone, at, text, photo ?? null);
      return ok;
    }),
    call: calling(deps, phones),
    order: checked(ChangeOrder, async ({ orderId, status }) => {
      return (await actions.changeOrder(orderId, status)) ? ok : refusal("orderUnknown");
    }),
    buy: checked(Buy, async ({ sku, store, customer }) => {
      const goods = retailer().skus.find((one) => one.code === sku);
      const at = storeOf(store);
      if (!goods || !at) return refusal("saleMissing");
      await actions.buy(goods, at, customer ? (customerOf(customer) ?? null) : null);
      return ok;
    }),
    autopilot: driving(autopilot),
    systems: checked(Systems, async ({ answer }) => {
      await heartbeat.set(answer);
      return ok;
    }),
    lose: checked(Lose, async ({ next }) => {
      carrier.loseNext(next);
      return ok;
    }),
  };

  return async (req: IncomingMessage, url: URL): Promise<ApiAnswer> => {
    const name = url.pathname.slice("/simulator/api/".length);
    if (req.method === "GET" && Object.hasOwn(read, name))
      return { status: 200, value: await read[name]?.(url.searchParams) };
    if (req.method !== "POST" || !Object.hasOwn(write, name)) return { status: 404, value: { error: "not found" } };
    if (req.headers["x-storeline"] !== "1" || !isOwnPage(req, deps.publicUrl))
      return { status: 403, value: { error: "forbidden" } };
    return (write[name] as (body: unknown) => Promise<ApiAnswer>)(parse(await readBody(req, 16 * 1024)));
  };
}

const calling = ({ retailer, call }: SimulatorDeps, phones: Phones) =>
  checked(Call, async ({ callId, phone, store }) => {
    const at = retailer().stores.find(({ code }) => code === store);
    if (!at) return refusal("storeMissing");
    const started = await call({ callId, from: phone, to: at.phone });
    phones.log("called", { phone, store: at.name });
    return { status: 200, value: started };
  });

const driving = (autopilot: Autopilot) =>
  checked(Drive, async ({ action, perMinute, seed }) => {
    autopilot.setRate(perMinute);
    if (action === "start") autopilot.start(seed);
    if (action === "pause") autopilot.pause();
    if (action === "stop") autopilot.stop();
    return { status: 200, value: autopilot.view() };
  });

/** Forms of other sites cannot send the header above; the origin is checked in addition. */
function isOwnPage(req: IncomingMessage, publicUrl: string): boolean {
  const { origin, host } = req.headers;
  return origin !== undefined && [new URL(publicUrl).host, host].includes(URL.parse(origin)?.host);
}

const ok: ApiAnswer = { status: 200, value: { ok: true } };

function checked<S extends z.ZodType>(schema: S, run: (input: z.output<S>) => Promise<ApiAnswer>) {
  return async (body: unknown): Promise<ApiAnswer> => {
    const input = schema.safeParse(body);
    if (!input.success) {
      const said = input.error.issues[0]?.message ?? "";
      return refusal(isRefusal(said) ? said : "invalid");
    }
    try {
      return await run(input.data);
    } catch (error) {
      return refusal("failed", { reason: reasonOf(error) }, 502);
    }
  };
}

function find<T>(all: T[], query: URLSearchParams, textOf: (one: T) => string): T[] {
  const words = (query.get("q") ?? "").toLowerCase().split(/\s+/).filter(Boolean);
  const hits: T[] = [];
  for (const one of all) {
    const text = textOf(one).toLowerCase();
    if (words.every((word) => text.includes(word))) hits.push(one);
    if (hits.length === 12) break;
  }
  return hits;
}

function parse(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString("utf8"));
  } catch {
    return null;
  }
}
