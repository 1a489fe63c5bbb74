import { pgTable, text, uuid } from "drizzle-orm/pg-core";
import { at } from "./columns";

/** Work that one process of all does at a time. Its holder renews the lease; whoever asks after its end takes it over. */
export const leases = pgTable("leases", {
  name: text("name").primaryKey(),
  holder: uuid("holder").notNull(),
  until: at("until").notNull(),
});
