/** Everything the customer's chat says in English. */
export const widget = {} as const;
