import { customType, timestamp, uuid } from "drizzle-orm/pg-core";

/** Ids are made in the app (UUIDv7), so that rows can refer to each other before they are written. */
export const id = () => uuid("id").primaryKey();

/** Milliseconds, so that a JavaScript Date holds the whole value and keyset cursors are exact. */
export const at = (name: string) => timestamp(name, { withTimezone: true, precision: 3, mode: "date" });

export const bytea = customType<{ data: Buffer; driverData: Uint8Array }>({
  dataType: () => "bytea",
  fromDriver: (value) => Buffer.from(value),
});

/** A PostgreSQL transaction id, carried as a decimal string. */
export const xid8 = customType<{ data: string }>({ dataType: () => "xid8" });
