import type { Db } from "@/db/client";
import type { Actor } from "@/server/contract/team";
import type { Clock } from "@/server/lib/clock";

/** What every query and command is given: the database, who asks, and what time it is. */
export type Ctx<A extends Actor = Actor> = { readonly db: Db; readonly actor: A; readonly now: Clock };
