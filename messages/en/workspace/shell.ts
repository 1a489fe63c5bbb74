export const shell = {
  skipToContent: "Skip to content",
  tryAgain: "Try again",
  goToInbox: "Go to the inbox",
} as const;
