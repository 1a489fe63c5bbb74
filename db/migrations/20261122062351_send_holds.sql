CREATE TABLE "send_holds" (
	"id" uuid PRIMARY KEY NOT NULL,
	"identity_kind" text NOT NULL,
	"identity_value" text NOT NULL,
	"until" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE INDEX "send_holds_identity" ON "send_holds" USING btree ("identity_kind","identity_value");