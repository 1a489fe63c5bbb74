import type { Actor } from "@/server/contract/team";

/** Connections, endpoints and rules are an admin's; the system itself changes them at start and in the seed. */
export const mayChangeSettings = (actor: Actor): boolean => actor.kind === "system" || actor.role === "admin";
