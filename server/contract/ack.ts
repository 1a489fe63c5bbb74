/** Answers a socket's event. */
export type Ack<T> = (answer: { ok: true; data: T } | { ok: false; error: string }) => void;
