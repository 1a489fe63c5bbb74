CREATE TABLE "feeds" (
	"source" text NOT NULL,
	"stream" text NOT NULL,
	"place_id" uuid,
	"observed_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "feeds_one" UNIQUE NULLS NOT DISTINCT("source","stream","place_id")
);
--> statement-breakpoint
ALTER TABLE "feeds" ADD CONSTRAINT "feeds_place_id_places_id_fk" FOREIGN KEY ("place_id") REFERENCES "public"."places"("id") ON DELETE no action ON UPDATE no action;