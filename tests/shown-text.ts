const UUID = /[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/gi;
const TIME = /\d{4}-\d\d-\d\dT[\d:.]+Z/g;

/** A value as JSON without its ids and times, in whose digits a test could find by chance what must not be shown. */
export const shownText = (value: unknown): string =>
  JSON.stringify(value).replaceAll(UUID, "<id>").replaceAll(TIME, "<time>");
