import { and, asc, eq, inArray, isNull } from "drizzle-orm";
import type { Db, Tx } from "@/db/client";
import { endpoints, places } from "@/db/schema";
import { allChannels } from "@/server/channels/directory";
import type { Id } from "@/server/contract/ids";
import type { TextOrigin } from "@/server/contract/new-text";
import type { PersonActor } from "@/server/contract/team";
import type { Ctx } from "@/server/domain/context";
import { requirePersonalData } from "@/server/domain/team/require-personal-data";
import { contactLabel } from "@/server/domain/text/mask";

/** More numbers than the largest retailer has in one list. */
const MOST = 1000;

/**
 * Lists the numbers from which this person may text somebody first: those of their locations, on channels that allow it.
 * @throws DomainError "forbidden" for people from whom customers' data is masked: they see no numbers
 * @source Storeline `endpoints`
 */
export async function textOrigins(ctx: Ctx<PersonActor>): Promise<TextOrigin[]> {
  requirePersonalData(ctx.actor);
  return originsOf(ctx.db, ctx.actor);
}

/** @param endpointId only this one, when it is among them */
export async function originsOf(db: Db | Tx, { scope }: PersonActor, endpointId?: Id): Promise<TextOrigin[]> {
  const channels = allChannels().filter(
    ({ identityKind, capabilities }) => identityKind === "phone" && capabilities.outboundFirst,
  );
  const kinds = channels.map(({ kind }) => kind);
  const rows = await db
    .select({
      endpointId: endpoints.id,
      channel: endpoints.channel,
      address: endpoints.address,
      place: { id: places.id, name: places.name },
    })
    .from(endpoints)
    .innerJoin(places, eq(places.id, endpoints.placeId))
    .where(
      and(
        isNull(endpoints.removedAt),
        inArray(endpoints.channel, kinds),
        scope.all ? undefined : inArray(endpoints.placeId, scope.placeIds),
        endpointId ? eq(endpoints.id, endpointId) : undefined,
      ),
    )
    .orderBy(asc(places.name), asc(endpoints.address))
    .limit(MOST);
  return rows.map((row) => ({ ...row, label: contactLabel("phone", row.address, { masked: false }) }));
}
