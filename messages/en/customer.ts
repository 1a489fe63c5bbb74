/** Everything Storeline itself writes to a customer in English: answers to keywords, automatic replies. */
export const customer = {} as const;
