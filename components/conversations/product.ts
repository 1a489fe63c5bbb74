/** The author of automatic messages. A name, the same in every language. */
export const PRODUCT = "Storeline";
