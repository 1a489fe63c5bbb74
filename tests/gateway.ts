import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { createCtx } from "@/server/domain/operate/create-ctx";
import type { DbHandle } from "../db/client";
import { SYSTEM } from "../db/factories";
import { type Relay, startRelay } from "../server/outbox/relay";
import { Gateway, type GatewayOptions } from "../server/realtime/gateway";

export type TestGateway = { gateway: Gateway; url: string; close(): Promise<void> };

/**
 * A gateway on a free port, and the relay that feeds it this database's log. Sessions are renewed by their events alone, unless a
 * test asks for rounds.
 */
export async function openGateway(
  handle: DbHandle,
  { pollMs = 50, renewalPartMs = 600_000, ...options }: Partial<GatewayOptions> & { pollMs?: number } = {},
): Promise<TestGateway> {
  const http = createServer();
  await new Promise<void>((resolve) => http.listen(0, "127.0.0.1", resolve));
  const url = `http://127.0.0.1:${(http.address() as AddressInfo).port}`;
  let relay: Relay | null = null;
  const gateway = new Gateway(http, {
    ctx: createCtx({ db: handle.db, actor: SYSTEM, now: () => new Date() }),
    publicUrl: url,
    position: () => relay && { cursor: relay.cursor(), lagMs: relay.lagMs() },
    renewalPartMs,
    ...options,
  });
  relay = await startRelay({
    handle,
    pollMs,
    onEvents: (batch, cursor) => gateway.onEvents(batch, cursor),
    moveJobs: async () => 0,
  });
  await gateway.followCalls();
  return {
    gateway,
    url,
    async close() {
      await relay?.stop();
      await gateway.close();
    },
  };
}
