CREATE TABLE "unverified_identities" (
	"id" uuid PRIMARY KEY NOT NULL,
	"visitor_id" text NOT NULL,
	"customer_id" uuid NOT NULL,
	"kind" text NOT NULL,
	"value" text NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
ALTER TABLE "customer_identities" ADD COLUMN "id" uuid DEFAULT gen_random_uuid() NOT NULL;--> statement-breakpoint
ALTER TABLE "endpoints" ADD COLUMN "removed_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "unverified_identities" ADD CONSTRAINT "unverified_identities_customer_id_customers_id_fk" FOREIGN KEY ("customer_id") REFERENCES "public"."customers"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "unverified_identities_visitor" ON "unverified_identities" USING btree ("visitor_id");--> statement-breakpoint
CREATE INDEX "unverified_identities_customer" ON "unverified_identities" USING btree ("customer_id");--> statement-breakpoint
CREATE UNIQUE INDEX "customer_identities_id" ON "customer_identities" USING btree ("id");