import { expect, test } from "vitest";
import { z } from "zod";
import { jobs } from "../db/schema";
import { defineJob, type JobCtx } from "../server/domain/define-job";
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
  const job = defineJob({ name: "mirror-attachment", payload: z.object({ attachmentId: z.string() }), handle: fail });
  const worker = await startWorker(handle, undefined, [job], {} as JobCtx);
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
