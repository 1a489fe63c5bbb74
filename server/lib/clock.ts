/** Now, as the product sees it. Handed in through contexts, so that rules stay pure and tests own time. */
export type Clock = () => Date;
export const systemClock: Clock = () => new Date();
