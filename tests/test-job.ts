import { z } from "zod";
import type { Job } from "../server/contract/jobs";

/** A declared job whose payload is not validated. */
export const testJob = <P = unknown>(
  name: string,
  handle: (payload: P) => Promise<void>,
  more: Partial<Job<unknown, P>> = {},
): Job<unknown, P> => ({
  name,
  formerNames: [],
  payload: z.custom<P>(),
  retry: { limit: 8, delaySeconds: 1, maxDelaySeconds: 300 },
  expireSeconds: 60,
  atOnce: 20,
  schedule: null,
  handle: (_, payload) => handle(payload),
  ...more,
});
