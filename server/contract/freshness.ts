/** An order that its source has not confirmed for so long is stale: said to nobody without its age. */
export const ORDER_STALE_MS = 15 * 60_000;
