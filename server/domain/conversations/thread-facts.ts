import { sql } from "drizzle-orm";
import type { Db } from "@/db/client";
import { endpoints } from "@/db/schema";
import type { ConversationDetail } from "@/server/contract/conversations";
import type { Id } from "@/server/contract/ids";
import { consentChannel, isRevoked } from "../consent/gate";
import { prepared } from "../prepared";

type Thread = { endpointId: Id; contactKind: string; contactValue: string };
type Facts = { endpoints: ConversationDetail["endpoints"]; isOptedOut: boolean };

/** The address replies leave from (the one the customer used last), and whether the customer asked not to be written to. */
export async function threadFacts(db: Db, { endpointId, contactKind, contactValue }: Thread): Promise<Facts> {
  const statement = prepared(db, "thread_facts", () =>
    db
      .select({ id: endpoints.id, channel: endpoints.channel, label: endpoints.label, isOptedOut: isRevoked })
      .from(endpoints)
      .where(sql`${endpoints.id} = ${sql.placeholder("endpointId")}`)
      .prepare("thread_facts"),
  );
  const values = { kind: contactKind, value: contactValue, channel: consentChannel({ kind: contactKind }) };
  const rows = await statement.execute({ endpointId, ...values });
  return {
    endpoints: rows.map(({ id, channel, label }) => ({ id, channel, label })),
    isOptedOut: rows.some((row) => row.isOptedOut),
  };
}
