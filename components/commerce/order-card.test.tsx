import { screen } from "@testing-library/react";
import { expect, test } from "vitest";
import { ZoneContext } from "@/components/ui/use-format";
import type { OrderView } from "@/server/contract/commerce";
import { renderInWorkspace } from "@/tests/workspace";
import { OrderCard } from "./order-card";

const order = (eta: string) =>
  ({
    ...{ id: "o", number: "105929", status: "in_transit", placedAt: "2026-11-21T10:00:00.000Z" },
    ...{ totalMinor: 1000, currency: "USD", source: "oms", observedAt: "2026-11-21T10:00:00.000Z" },
    ...{ lines: [], fulfilments: [] },
    shipments: [{ id: "s", carrier: "UPS", status: "in transit", eta, deliveredAt: null, trackingUrl: null }],
  }) as unknown as OrderView;

test.each([
  ["a date is the same day in every zone", "2026-12-03", /expected (3 Dec|Dec 3)/],
  ["a time is on the day that it is in the zone", "2026-12-03T02:00:00.000Z", /expected (2 Dec|Dec 2)/],
])("when a parcel is expected: %s", async (_, eta, shown) => {
  renderInWorkspace(
    <ZoneContext value="America/Los_Angeles">
      <OrderCard order={order(eta)} isFirst onFindStock={() => {}} />
    </ZoneContext>,
    {},
  );
  expect((await screen.findByText(/expected/)).textContent).toMatch(shown);
});
