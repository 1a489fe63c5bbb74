export const MAX_BODY_BYTES = 1_000_000;
/** Calls in one request; our client sends at most 10. */
export const MAX_BATCH = 20;
