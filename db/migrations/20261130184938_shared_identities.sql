CREATE TABLE "shared_identities" (
	"kind" text NOT NULL,
	"value" text NOT NULL,
	"customer_id" uuid NOT NULL,
	"source" text NOT NULL,
	CONSTRAINT "shared_identities_kind_value_customer_id_pk" PRIMARY KEY("kind","value","customer_id")
);
--> statement-breakpoint
ALTER TABLE "shared_identities" ADD CONSTRAINT "shared_identities_customer_id_customers_id_fk" FOREIGN KEY ("customer_id") REFERENCES "public"."customers"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "shared_identities_customer" ON "shared_identities" USING btree ("customer_id");