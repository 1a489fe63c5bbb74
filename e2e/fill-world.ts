import { type APIRequestContext, expect } from "@playwright/test";
import { uuidv7 } from "uuidv7";
import type { ConversationPage } from "@/server/contract/conversations";
import { mutate, query } from "./api";
import { ingest, newPhone, receiveSms } from "./send-webhooks";
import type { Place, World } from "./world";

/** Fills a world with customers who wait at three stores, and one known customer with an order and a reply. */
export async function fillWorld(world: World, ana: APIRequestContext): Promise<void> {
  const { label, pine, harbor, oldTown } = world;
  for (const place of [pine, harbor, oldTown])
    for (let n = 1; n <= 4; n++) await text(place, `Do you carry size ${36 + n} at ${place.name}?`);
  const phone = newPhone();
  expect(await ingest(knownCustomer(label, phone, pine.code))).toBe(202);
  const ask = `Has my tent reached ${pine.name}?`;
  await text(pine, ask, phone);
  const { rows } = await query<ConversationPage>(ana, "conversations.list", { view: "place" });
  const row = rows.find(({ preview }) => preview === ask);
  const conversationId = row?.id as string;
  await mutate(ana, "conversations.claim", { conversationId });
  const write = (body: string) => ({ conversationId, clientMessageId: uuidv7(), body });
  await mutate(ana, "conversations.addNote", write("Ask the back room."));
  await mutate(ana, "conversations.send", { ...write("It comes on Friday."), seenSeq: 100 });
}

async function text(place: Place, body: string, from = newPhone()): Promise<void> {
  expect(await receiveSms({ from, to: place.phone, text: body })).toBe(200);
}

function knownCustomer(label: string, phone: string, place: string) {
  const [customer, sku, order] = [`c-${label}`, `sku-${label}`, `o-${label}`];
  const at = new Date().toISOString();
  const data = {
    customer: {
      id: customer,
      name: `Robin ${label}`,
      language: "en",
      phones: [phone],
      emails: [`robin.${label.toLowerCase()}@mail.example`],
      loyalty: { program: "Trailhead Club", memberNo: `TC-${label}`, tier: "Gold", points: 120 },
    },
    sku: { code: sku, title: `Ridgeline Tent ${label}`, options: { Size: "2-person" } },
    level: { sku, place, onHand: 2, reserved: 1 },
    order: {
      id: order,
      number: `10${label}`,
      customer,
      status: "in_transit",
      placedAt: at,
      totalMinor: 12900,
      currency: "USD",
      lines: [{ id: "1", sku, title: `Ridgeline Tent ${label}`, ordered: 1 }],
      fulfilments: [{ id: "1", place, method: "ship", status: "ready", dueAt: at }],
      shipments: [{ id: "1", carrier: "Northwind Parcel", trackingNumber: "NW1", status: "in transit", eta: at }],
    },
  };
  return [
    { type: "retail.customer.changed.v1", subject: customer, data: data.customer },
    { type: "retail.sku.changed.v1", subject: sku, data: data.sku },
    { type: "retail.stock.level.changed.v1", subject: `${sku}/${place}`, data: data.level },
    { type: "retail.order.changed.v1", subject: order, data: data.order },
  ];
}
