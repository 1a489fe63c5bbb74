import type { Phones } from "./phones";
import type { SimulatorDeps } from "./types";
import { reasonOf, type WebhookClient } from "./webhook-client";

const EVERY_MS = 2 * 60_000;

/** The feed confirmations of the retailer's systems, every two minutes. While they are switched off, the facts age. */
export function createHeartbeat(
  { stockPlaces }: Pick<SimulatorDeps, "stockPlaces">,
  { publish }: Pick<WebhookClient, "publish">,
  { log }: Pick<Phones, "log">,
) {
  let answers = true;

  async function beat(): Promise<void> {
    if (!answers) return;
    try {
      for (const place of stockPlaces) {
        await publish("retail.feed.confirmed.v1", `stock@place/${place}`, { stream: "stock", place });
      }
      await publish("retail.feed.confirmed.v1", "orders", { stream: "orders" });
    } catch (error) {
      log("failed", { reason: reasonOf(error) }, false);
    }
  }

  return {
    answers: (): boolean => answers,
    async set(next: boolean): Promise<void> {
      if (next === answers) return;
      answers = next;
      log(next ? "systemsAnswer" : "systemsSilent");
      await beat();
    },
    /** @returns a function that stops it */
    start(): () => void {
      void beat();
      const timer = setInterval(() => void beat(), EVERY_MS);
      timer.unref();
      return () => clearInterval(timer);
    },
  };
}
export type Heartbeat = ReturnType<typeof createHeartbeat>;
