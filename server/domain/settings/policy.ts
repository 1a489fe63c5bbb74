import type { Actor } from "@/server/contract/team";
import { isAdministrator } from "../actors";

/** Only admins change connections, endpoints and rules; the system does at start and in the seed. */
export const mayChangeSettings = (actor: Actor): boolean => isAdministrator(actor);
