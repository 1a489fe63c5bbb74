export type Preset = { key: "oneHour" | "threeHours" | "evening" | "tomorrow" | "monday"; until: Date };

const atHour = (base: Date, addDays: number, hour: number): Date => {
  const date = new Date(base);
  date.setDate(date.getDate() + addDays);
  date.setHours(hour, 0, 0, 0);
  return date;
};

/** Common snooze times, in this device's time zone, without those already past. */
export function snoozePresets(now: Date): Preset[] {
  const daysToMonday = (8 - now.getDay()) % 7 || 7;
  const presets: Preset[] = [
    { key: "oneHour", until: new Date(now.getTime() + 3_600_000) },
    { key: "threeHours", until: new Date(now.getTime() + 3 * 3_600_000) },
    { key: "evening", until: atHour(now, 0, 18) },
    { key: "tomorrow", until: atHour(now, 1, 9) },
    { key: "monday", until: atHour(now, daysToMonday, 9) },
  ];
  // On a Sunday "tomorrow" is "next Monday": it is offered once.
  return presets.filter(
    ({ until }, index) =>
      until.getTime() > now.getTime() + 60_000 &&
      presets.findIndex((other) => other.until.getTime() === until.getTime()) === index,
  );
}

/** The value of a `datetime-local` field, in local time. */
export function localInput(date: Date): string {
  const shifted = new Date(date.getTime() - date.getTimezoneOffset() * 60_000);
  return shifted.toISOString().slice(0, 16);
}
