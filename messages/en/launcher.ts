/** What the button on the retailer's page says in English, with plain arguments only: its script has 3 kB. */
export const launcher = {
  chatWithUs: "Chat with us",
  chatWith: "Chat with {place}",
  unread: "{title}, {count} unread",
} as const;
