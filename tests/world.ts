import type { PlaceKind, Role } from "@/server/contract/team";

/* The world of all tests: the same places and people in unit tests, database tests and browser journeys. */

export const PLACES = {
  pine: { name: "Pine Street", kind: "store" },
  harbor: { name: "Harbor", kind: "store" },
  oldTown: { name: "Old Town", kind: "store" },
  /** Nobody works here, so customers find it closed. */
  outlet: { name: "Summit Outlet", kind: "store" },
  center: { name: "Contact center", kind: "team" },
} as const satisfies Record<string, { name: string; kind: PlaceKind }>;
export type PlaceName = keyof typeof PLACES;

/** `at` lists where a person works; a supervisor and an administrator read every place of the world. */
export const PEOPLE = {
  ana: { name: "Ana", role: "associate", at: ["pine"] },
  abe: { name: "Abe", role: "associate", at: ["pine"] },
  ben: { name: "Ben", role: "associate", at: ["harbor"] },
  /** Never signs in. */
  leo: { name: "Leo", role: "associate", at: ["harbor"] },
  cora: { name: "Cora", role: "agent", at: ["center"] },
  pat: { name: "Pat", role: "partner_agent", at: ["pine"] },
  sue: { name: "Sue", role: "supervisor", at: [] },
  adam: { name: "Adam", role: "admin", at: [] },
} as const satisfies Record<string, { name: string; role: Role; at: PlaceName[] }>;
export type PersonName = keyof typeof PEOPLE;
