import { openingTime } from "@/server/domain/hours/wording";

type Facts = { place: string; opensAt: Date | null; now: Date; timeZone: string; language: string | null };

/** Fills in `{place}` and `{opens}`; everything else stays as the administrator wrote it. */
export const fillIn = (text: string, facts: Facts): string =>
  text.replace(/\{(place|opens)\}/g, (_, name) => (name === "place" ? facts.place : openingTime(facts.opensAt, facts)));
