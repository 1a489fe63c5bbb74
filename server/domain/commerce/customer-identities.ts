import { parsePhoneNumberFromString } from "libphonenumber-js/max";
import type { z } from "zod";
import type { IngestData } from "@/server/contract/commerce";
import type { Identity } from "@/server/contract/customers";

const normalisePhone = (raw: string) => parsePhoneNumberFromString(raw, "US")?.number ?? null;

type Customer = z.output<(typeof IngestData)["retail.customer.changed.v1"]>;

/** Every address of a source's customer, normalised, each once; what cannot be one (no valid number) is left out. */
export function customerIdentitiesOf(connection: string, data: Customer): Identity[] {
  const phones = data.phones.flatMap((phone) => normalisePhone(phone) ?? []);
  const emails = data.emails.map((email) => email.trim().toLowerCase()).filter((email) => email.includes("@"));
  const all: Identity[] = [
    { kind: `external:${connection}`, value: data.id },
    ...phones.map((value) => ({ kind: "phone" as const, value })),
    ...emails.map((value) => ({ kind: "email" as const, value })),
    ...(data.loyalty ? [{ kind: "loyalty" as const, value: `${data.loyalty.program}:${data.loyalty.memberNo}` }] : []),
  ];
  return [...new Map(all.map((one) => [`${one.kind} ${one.value}`, one])).values()];
}
