/** All messages that Storeline itself sends to customers: replies to keywords, automatic replies, the greeting of a chat. */
export const customer = {
  greeting: "Hello! How can we help?",
  optedOut: "{sender}: you are unsubscribed and will get no more texts. Reply START to resume.",
  optedIn: "{sender}: you will get our texts again. Reply STOP to end, HELP for help.",
  help: "{sender}: text us here and a person answers. {hours} Reply STOP to end texts, START to resume.",
  alwaysOpen: "We're always open.",
  openUntil: "We're open until {time}.",
  closedUntil: "We're closed until {time}.",
  furtherNotice: "further notice",
  tomorrowAt: "tomorrow at {time}",
  dayAt: "{day} at {time}",
  unnamedSender: "The store",
} as const;
