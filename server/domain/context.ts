import type { Db } from "@/db/client";
import type { Actor } from "@/server/contract/team";
import type { Clock } from "@/server/lib/clock";

/** The context of every query and command: the database, the actor and the clock. */
export type Ctx<A extends Actor = Actor> = { readonly db: Db; readonly actor: A; readonly now: Clock };
