import type { Actions } from "./actions";
import type { Phones } from "./phones";
import { type Step, stepOf } from "./script";
import type { AutopilotView, SimulatorDeps } from "./types";
import { reasonOf } from "./webhook-client";

/** The most requests in flight; when they are slower than the rate, the rush waits for them. */
const AT_ONCE = 12;
const TICK_MS = 50;

/** A Saturday rush from a seeded script, at an adjustable rate. */
export function createAutopilot(deps: SimulatorDeps, actions: Actions, phones: Phones) {
  const view: AutopilotView = { state: "stopped", perMinute: 30, seed: 1, done: 0 };
  let timer: ReturnType<typeof setInterval> | null = null;
  let n = 0;
  let due = 0;
  let running = 0;

  function tick(): void {
    due = Math.min(due + (view.perMinute / 60_000) * TICK_MS, AT_ONCE);
    const { customers, stores, skus } = deps.retailer();
    while (due >= 1 && running < AT_ONCE) {
      due -= 1;
      running += 1;
      const step = stepOf(view.seed, n++, {
        customers: customers.length,
        stores: stores.length,
        skus: skus.map((sku) => sku.title),
      });
      run(deps, actions, phones, step)
        .catch((error: unknown) => phones.log("failed", { reason: reasonOf(error) }, false))
        .finally(() => {
          running -= 1;
          view.done += 1;
        });
    }
  }

  const halt = () => {
    if (timer) clearInterval(timer);
    timer = null;
  };
  return {
    view: (): AutopilotView => ({ ...view }),
    setRate(perMinute: number): void {
      view.perMinute = perMinute;
    },
    start(seed: number): void {
      if (view.state === "running") return;
      if (view.state === "stopped") {
        view.seed = seed;
        view.done = 0;
        n = 0;
        due = 1;
      }
      view.state = "running";
      phones.log("rushStarted", { seed: String(view.seed), perMinute: view.perMinute });
      timer = setInterval(tick, TICK_MS);
      timer.unref();
    },
    pause(): void {
      if (view.state !== "running") return;
      halt();
      view.state = "paused";
      phones.log("rushPaused");
    },
    stop(): void {
      if (view.state === "stopped") return;
      halt();
      view.state = "stopped";
      phones.log("rushStopped", { done: view.done });
    },
  };
}
export type Autopilot = ReturnType<typeof createAutopilot>;

async function run(deps: SimulatorDeps, actions: Actions, phones: Phones, step: Step): Promise<void> {
  const { customers, stores, skus } = deps.retailer();
  const customer = "customer" in step ? customers[step.customer] : undefined;
  const store = "store" in step ? stores[step.store] : undefined;
  if (step.kind === "text" && customer && store) {
    return actions.text(customer.phone, store, step.text, step.photo ? "zip" : null);
  }
  if (step.kind === "chat" && customer && store) return actions.chat(customer, store, step.text);
  if (step.kind === "buy" && store) {
    const sku = skus[step.sku];
    // The contact center has no till.
    const shop = store.code === "CC" ? stores[0] : store;
    if (sku && shop) return actions.buy(sku, shop, null);
  }
  if (step.kind === "order" && customer) {
    const order = actions.ordersOf(customer.id)[0];
    if (order) await actions.changeOrder(order.id, actions.next(order.status));
  }
  if (step.kind === "follow_up") {
    const phone = phones.answered()[0];
    const last = phone ? phones.of(phone).at(-1) : undefined;
    const from = stores.find((one) => one.name === last?.store);
    if (phone && from) return actions.text(phone, from, step.text, null);
  }
}
