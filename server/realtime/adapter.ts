import type { Redis } from "ioredis";
import type { ServerOptions } from "socket.io";
import { log } from "@/server/lib/log";

export type SharedAdapter = { adapter: NonNullable<ServerOptions["adapter"]>; close(): void };

/** Lets nodes share presence, viewers and composing over Redis. Messages never depend on it: each node reads the log. */
export async function redisAdapter(url: string): Promise<SharedAdapter> {
  const [{ Redis }, { createAdapter }] = await Promise.all([
    import("ioredis"),
    import("@socket.io/redis-streams-adapter"),
  ]);
  const redis = handled(
    new Redis(url, { maxRetriesPerRequest: null, retryStrategy: (times) => Math.min(5000, times * 200) }),
  );
  redis.on("error", (error: Error) => log.warn({ err: error }, "redis cannot be reached"));
  return {
    adapter: createAdapter(redis, { streamName: "storeline", maxLen: 2000 }) as NonNullable<ServerOptions["adapter"]>,
    close: () => redis.disconnect(),
  };
}

/** The adapter leaves some of its commands alone: one that a closing connection cuts short must not end the process. */
function handled(redis: Redis): Redis {
  const send = redis.sendCommand.bind(redis);
  redis.sendCommand = (command, stream) => {
    command.promise.catch(() => {});
    return send(command, stream);
  };
  const duplicate = redis.duplicate.bind(redis);
  redis.duplicate = ((...given: Parameters<typeof duplicate>) => handled(duplicate(...given))) as typeof duplicate;
  return redis;
}
