-- Earlier versions took an event's time from any future as its place in the order, and nothing after it applied. Tables that keep that
-- time are healed by the guard; these two kept only a sequence, in which a future time in milliseconds can be told from a count.
UPDATE "places" SET "sequence" = 0
  WHERE "sequence" BETWEEN (extract(epoch FROM now()) * 1000)::bigint + 300000 AND 9999999999999;
--> statement-breakpoint
UPDATE "customers" SET "sequence" = 0
  WHERE "sequence" BETWEEN (extract(epoch FROM now()) * 1000)::bigint + 300000 AND 9999999999999;
--> statement-breakpoint
-- Nobody vouched for these in the future: how old they are is not known.
UPDATE "stock_levels" SET "observed_at" = 'epoch' WHERE "observed_at" > now() + interval '5 minutes';
--> statement-breakpoint
UPDATE "orders" SET "observed_at" = 'epoch' WHERE "observed_at" > now() + interval '5 minutes';
--> statement-breakpoint
UPDATE "skus" SET "observed_at" = 'epoch' WHERE "observed_at" > now() + interval '5 minutes';
