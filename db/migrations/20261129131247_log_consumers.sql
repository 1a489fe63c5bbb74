CREATE TABLE "consumers" (
	"name" text PRIMARY KEY NOT NULL,
	"epoch" integer NOT NULL,
	"tx" "xid8" NOT NULL,
	"id" bigint NOT NULL,
	"holder" uuid,
	"lease_until" timestamp (3) with time zone,
	"has_gap" boolean DEFAULT false NOT NULL,
	"failures" integer DEFAULT 0 NOT NULL,
	"retry_at" timestamp (3) with time zone,
	"stopped_at" timestamp (3) with time zone
);
