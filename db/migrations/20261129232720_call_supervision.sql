CREATE TABLE "leases" (
	"name" text PRIMARY KEY NOT NULL,
	"holder" uuid NOT NULL,
	"until" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
ALTER TABLE "call_legs" ADD COLUMN "supervision" text;--> statement-breakpoint
ALTER TABLE "call_legs" ADD COLUMN "is_hidden" boolean DEFAULT false NOT NULL;