export const presence = {
  available: "Online",
  with_customer: "With a customer",
  on_call: "On a call",
  wrap_up: "Wrapping up",
  break: "On a break",
  away: "Away",
  offline: "Offline",
} as const;
