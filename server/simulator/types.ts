import type { IncomingMessage, ServerResponse } from "node:http";
import type { z } from "zod";
import type { Catalog } from "@/messages/catalog";
import type { StartedWebCall } from "@/server/contract/call-media";
import type { IngestData, OrderStatus } from "@/server/contract/commerce";
import type { Id } from "@/server/contract/ids";

export type SimStore = { code: string; name: string; phone: string; widgetKey: string };
export type SimCustomer = { id: string; name: string; phone: string; email: string };
export type SimSku = { code: string; title: string; size: string; priceMinor: number };
export type OrderFact = z.input<(typeof IngestData)["retail.order.changed.v1"]>;

/** The fictional retailer behind the simulator: the data of its own systems. */
export type SimRetailer = {
  stores: SimStore[];
  customers: SimCustomer[];
  skus: SimSku[];
  ordersOf(customerId: string): { id: string; status: OrderStatus }[];
  /** The order as its system would publish it with this status. */
  orderWith(orderId: string, status: OrderStatus): OrderFact | null;
};

export type SimulatorDeps = {
  publicUrl: string;
  /** The address at which this process listens; signatures always cover `publicUrl`. */
  loopbackUrl: string;
  twilio: { accountSid: string; authToken: string; webhookPath: string };
  ingest: { source: string; secret: string };
  identitySecret: string;
  /** Calls a number of ours from a phone; the answer lets a page carry the customer's side of the call. */
  call(input: { callId: Id; from: string; to: string }): Promise<StartedWebCall>;
  /** The call of a store that rings at this phone now, or null. */
  ringing(phone: string): Promise<StartedWebCall | null>;
  /** Whether this cookie belongs to signed-in staff. */
  isStaff(cookie: string | undefined): Promise<boolean>;
  retailer(): SimRetailer;
  /** Codes of the places that hold stock. */
  stockPlaces: readonly string[];
  /** The pieces on hand in the workspace now, or null. */
  onHand(sku: string, place: string): Promise<number | null>;
};

/** The outside world: its request handler, and its activity once the server's routes answer. */
export type Simulator = {
  handle: NodeHandler;
  /** @returns a function that stops it */
  start(): () => void;
};

/** Handles a request to the simulator. @returns false for other requests */
export type NodeHandler = (req: IncomingMessage, res: ServerResponse) => Promise<boolean>;

export type PhoneMessage = {
  id: string;
  direction: "in" | "out";
  store: string;
  text: string;
  media: string[];
  status: string;
  at: string;
};
/** What happened: a key of the page's catalog, and what its sentence needs. */
export type SimEvent = {
  key: keyof Catalog["workspace"]["simulator"]["events"];
  values?: Record<string, string | number>;
};
export type LogLine = SimEvent & { n: number; at: string; ok: boolean };
export type AutopilotView = { state: "stopped" | "running" | "paused"; perMinute: number; seed: number; done: number };
