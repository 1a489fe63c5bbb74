export const ui = {
  now: "now",
  minutes: "{count, number}m",
  hours: "{count, number}h",
  days: "{count, number}d",
  today: "Today",
  yesterday: "Yesterday",
} as const;
