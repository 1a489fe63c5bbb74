/** Now, as the product sees it. Handed in through contexts, so that rules stay pure and tests own time. */
export type Clock = () => Date;
/** The one place where server code reads the machine's clock; `lint:imports` refuses others. */
export const systemClock: Clock = () => new Date();
/** The same in milliseconds since the epoch, for measuring waits and ages. */
export const currentMs = (): number => Date.now();
