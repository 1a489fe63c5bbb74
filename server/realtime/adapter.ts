import type { ServerOptions } from "socket.io";
import { log } from "@/server/lib/log";

export type SharedAdapter = { adapter: NonNullable<ServerOptions["adapter"]>; close(): void };

/** Lets nodes share presence, viewers and composing over Redis. Messages never depend on it: each node reads the log. */
export async function redisAdapter(url: string): Promise<SharedAdapter> {
  const [{ Redis }, { createAdapter }] = await Promise.all([
    import("ioredis"),
    import("@socket.io/redis-streams-adapter"),
  ]);
  const redis = new Redis(url, { maxRetriesPerRequest: null, retryStrategy: (times) => Math.min(5000, times * 200) });
  redis.on("error", (error: Error) => log.warn({ err: error }, "redis cannot be reached"));
  return {
    adapter: createAdapter(redis, { streamName: "storeline", maxLen: 2000 }) as NonNullable<ServerOptions["adapter"]>,
    close: () => redis.disconnect(),
  };
}
