/** The text of the button on the retailer's page, with plain arguments only, because its script is limited to 3 kB. */
export const launcher = {
  chatWithUs: "Chat with us",
  chatWith: "Chat with {place}",
  unread: "{title}, {count} unread",
} as const;
