/** The current time. Passed in through contexts, so that rules stay pure and tests control time. */
export type Clock = () => Date;
/** The only file in which server code reads the machine's clock; `lint:imports` refuses others. */
export const systemClock: Clock = () => new Date();
/** The same in milliseconds since the epoch, for measuring waits and ages. */
export const currentMs = (): number => Date.now();
