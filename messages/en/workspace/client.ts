export const client = {
  cardFailed: "This card couldn’t be shown",
  tryAgain: "Try again",
  details: "Details",
  errorCode: "Error code <code>{id}</code>",
} as const;
