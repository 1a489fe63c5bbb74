import { eq } from "drizzle-orm";
import type { Db } from "@/db/client";
import { endpoints, places } from "@/db/schema";
import { toCustomer } from "@/messages/to-customer";
import { widgetChannel } from "@/server/channels/directory";
import type { Id } from "@/server/contract/ids";
import { WebchatConfig } from "@/server/contract/settings";
import { connectionById } from "./connections";
import { endpointByAddress } from "./endpoints";

/** The place and greeting of a site's chat. `identitySecret` never leaves the server. */
export type WidgetSite = {
  key: string;
  endpointId: Id;
  connectionId: Id;
  account: string;
  place: { id: Id; name: string };
  greeting: string;
  config: WebchatConfig;
};

/** @returns the site with this public widget key, or null. @throws Error when its configuration cannot be decrypted */
export async function widgetSite(db: Db, key: string): Promise<WidgetSite | null> {
  const endpoint = await endpointByAddress(db, widgetChannel().kind, key);
  const connection = endpoint && (await connectionById(db, endpoint.connectionId));
  if (!endpoint || !connection) return null;
  const [place] = await db
    .select({ id: places.id, name: places.name })
    .from(endpoints)
    .innerJoin(places, eq(places.id, endpoints.placeId))
    .where(eq(endpoints.id, endpoint.id));
  const config = WebchatConfig.safeParse(connection.config);
  if (!place || !config.success) return null;
  const { id: connectionId, account } = connection;
  const greeting = config.data.greeting ?? toCustomer(null, "greeting");
  return { key, endpointId: endpoint.id, connectionId, account, place, greeting, config: config.data };
}
