import type { IncomingMessage, ServerResponse } from "node:http";
import { DomainError } from "@/server/contract/errors";
import { createActions } from "./actions";
import { createAutopilot } from "./autopilot";
import { createCarrier } from "./carrier";
import { createHeartbeat } from "./heartbeat";
import { createApi } from "./page-api";
import { createPhones } from "./phones";
import { SHOP_CSS, SHOP_JS, shopPage } from "./shop-page";
import { type Answer, createTwilioApi } from "./twilio-api";
import type { Simulator, SimulatorDeps } from "./types";
import { createWebhookClient } from "./webhook-client";

/**
 * Simulates customers, a till and a Saturday rush: every action is a signed request that the real world could send. Its page is
 * `/simulator`; all other paths below it are handled here.
 */
export function createSimulator(deps: SimulatorDeps): Simulator {
  const phones = createPhones();
  const carrier = createCarrier();
  const webhooks = createWebhookClient(deps, carrier, phones);
  const actions = createActions(deps, webhooks, phones);
  const autopilot = createAutopilot(deps, actions, phones);
  const heartbeat = createHeartbeat(deps, webhooks, phones);
  const api = createApi(deps, { actions, phones, autopilot, heartbeat, carrier });
  const twilio = createTwilioApi(deps, carrier, webhooks, phones);

  async function answer(req: IncomingMessage, url: URL): Promise<Answer> {
    const sms = await twilio(req, url);
    if (sms) return sms;
    if (url.pathname === "/simulator/shop.css") return { status: 200, type: "text/css; charset=utf-8", body: SHOP_CSS };
    if (url.pathname === "/simulator/shop.js") return { status: 200, type: "text/javascript", body: SHOP_JS };
    if (!(await deps.isStaff(req.headers.cookie))) return json(401, { error: "sign in first" });
    if (url.pathname === "/simulator/shop") return shop(url.searchParams);
    if (!url.pathname.startsWith("/simulator/api/")) return json(404, { error: "not found" });
    const { status, value } = await api(req, url);
    return json(status, value);
  }

  async function shop(query: URLSearchParams): Promise<Answer> {
    const { stores, customers } = deps.retailer();
    const store = stores.find((one) => one.code === query.get("store")) ?? stores[0];
    if (!store) return json(404, { error: "not found" });
    const customer = customers.find((one) => one.id === query.get("customer")) ?? null;
    const identity = customer ? await webhooks.identityOf(customer) : null;
    return { status: 200, type: "text/html; charset=utf-8", body: shopPage(store, customer, identity) };
  }

  return {
    async handle(req, res) {
      const url = URL.parse(req.url ?? "/", deps.publicUrl);
      if (!url?.pathname.startsWith("/simulator/")) return false;
      send(res, await answer(req, url).catch(refused));
      return true;
    },
    start() {
      const silence = heartbeat.start();
      return () => {
        silence();
        autopilot.stop();
      };
    },
  };
}

const json = (status: number, value: unknown): Answer => ({
  status,
  type: "application/json",
  body: JSON.stringify(value),
});

const refused = (error: unknown): Answer =>
  error instanceof DomainError ? json(400, { error: error.message }) : json(502, { error: "the simulator failed" });

function send(res: ServerResponse, { status, type, body }: Answer): void {
  res.writeHead(status, { "content-type": type, "cache-control": "no-store" });
  res.end(body);
}
