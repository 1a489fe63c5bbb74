import { expect, test } from "vitest";
import { jobs } from "../db/schema";
import { startWorker } from "../server/outbox/worker";
import { freshDb } from "./db";
import { CANARIES, findLeaks } from "./leaks";
import { logLines } from "./log-lines";

const { phone, email, text } = CANARIES;

test("a job that fails is logged and quotes nothing", async () => {
  const { handle } = await freshDb();
  const since = logLines();
  const fail = async () => {
    throw new Error(`${text} for ${phone}`, { cause: new Error(email) });
  };
  const worker = await startWorker(handle, undefined, new Proxy({} as never, { get: () => fail }));
  try {
    await handle.db
      .insert(jobs)
      .values({ name: "mirror-attachment", payload: { attachmentId: phone }, runAt: new Date() });
    await worker.moveJobs();
    await expect.poll(since, { timeout: 20_000 }).toContain('"msg":"job failed"');
    expect(findLeaks(since())).toEqual([]);
  } finally {
    await worker.stop(0);
  }
});
