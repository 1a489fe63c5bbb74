import type { Actor } from "@/server/contract/team";
import { isAdministrator } from "../actors";

/** Connections, endpoints and rules are an admin's; the system itself changes them at start and in the seed. */
export const mayChangeSettings = (actor: Actor): boolean => isAdministrator(actor);
