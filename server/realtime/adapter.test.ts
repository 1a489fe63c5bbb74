import { createServer } from "node:http";
import { Server } from "socket.io";
import { expect, test } from "vitest";
import { runsRedis, startRedis } from "@/tests/redis";
import { redisAdapter } from "./adapter";

test.skipIf(!runsRedis)(
  "a message that is on its way while the connection to Redis is closed ends no process",
  async () => {
    const rejections: unknown[] = [];
    const keep = (reason: unknown) => void rejections.push(reason);
    process.on("unhandledRejection", keep);
    const redis = await startRedis();
    try {
      for (let round = 0; round < 5; round++) {
        const shared = await redisAdapter(redis.url);
        const io = new Server(createServer(), { adapter: shared.adapter });
        io.serverSideEmit("peers", {});
        shared.close();
        await io.close();
      }
      await new Promise((resolve) => setImmediate(resolve));
    } finally {
      await redis.stop();
      process.off("unhandledRejection", keep);
    }
    expect(rejections).toEqual([]);
  },
);
