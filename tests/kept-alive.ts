/**
 * For servers in tests. A connection that the server closes for being idle, on a machine that is too busy to notice in time,
 * fails the next request.
 */
export const KEPT_ALIVE = { keepAliveTimeout: 120_000 };
