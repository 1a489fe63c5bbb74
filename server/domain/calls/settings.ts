import { z } from "zod";
import { Id } from "@/server/contract/ids";
import { defineSetting } from "@/server/contract/setting";

const everywhere = ["organization", "region", "place"] as const;

/** Whether customers can call from the web chat. */
export const webCalls = defineSetting({
  key: "calls.web",
  schema: z.boolean(),
  default: true,
  scopes: everywhere,
});

/** How long people are rung before the next ones are. */
export const ringSeconds = defineSetting({
  key: "calls.ring_seconds",
  schema: z.number().int().min(5).max(120),
  default: 20,
  scopes: everywhere,
});

/** How long a customer whom we call is rung. */
export const customerRingSeconds = defineSetting({
  key: "calls.customer_ring_seconds",
  schema: z.number().int().min(10).max(120),
  default: 40,
  scopes: everywhere,
});

/** How long a customer waits for somebody to answer before the call ends as missed. */
export const maxWaitSeconds = defineSetting({
  key: "calls.max_wait_seconds",
  schema: z.number().int().min(30).max(3600),
  default: 300,
  scopes: everywhere,
});

/** The store or team that is rung when nobody at the place answers. */
export const overflowPlace = defineSetting({
  key: "calls.overflow_place",
  schema: Id.nullable(),
  default: null,
  scopes: everywhere,
  editor: "place",
});

/** What supervisors may do on calls of colleagues, and whether those colleagues see that somebody listens. */
export const supervision = defineSetting({
  key: "calls.supervision",
  schema: z.strictObject({
    listen: z.boolean(),
    speak: z.boolean(),
    takeOver: z.boolean(),
    showListening: z.boolean(),
  }),
  default: { listen: true, speak: true, takeOver: true, showListening: true },
  scopes: everywhere,
});

/** How long a person is unavailable after a call, to finish its work. */
export const wrapUpSeconds = defineSetting({
  key: "calls.wrap_up_seconds",
  schema: z.number().int().min(0).max(600),
  default: 30,
  scopes: everywhere,
});
