import type { z } from "zod";
import type { IngestData } from "@/server/contract/commerce";
import type { Identity } from "@/server/contract/customers";
import { DomainError } from "@/server/contract/errors";
import { normalizeIdentity } from "../text/normalize";

type Customer = z.output<(typeof IngestData)["retail.customer.changed.v1"]>;

/** The distinct, normalized addresses of a source's customer; invalid ones are left out. */
export function customerIdentitiesOf(connection: string, data: Customer): Identity[] {
  const said: Identity[] = [
    ...data.phones.map((value) => ({ kind: "phone" as const, value })),
    ...data.emails.map((value) => ({ kind: "email" as const, value })),
    ...(data.loyalty ? [{ kind: "loyalty" as const, value: `${data.loyalty.program}:${data.loyalty.memberNo}` }] : []),
  ];
  const all: Identity[] = [{ kind: `external:${connection}`, value: data.id }, ...said.flatMap(normalized)];
  return [...new Map(all.map((one) => [`${one.kind} ${one.value}`, one])).values()];
}

function normalized(identity: Identity): Identity[] {
  try {
    return [normalizeIdentity(identity)];
  } catch (error) {
    if (error instanceof DomainError) return [];
    throw error;
  }
}
