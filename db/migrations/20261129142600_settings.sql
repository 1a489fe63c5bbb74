CREATE TABLE "setting_versions" (
	"id" uuid PRIMARY KEY NOT NULL,
	"key" text NOT NULL,
	"region" text,
	"place_id" uuid,
	"version" integer NOT NULL,
	"own" jsonb,
	"restored_from" integer,
	"author_id" uuid,
	"author_name" text NOT NULL,
	"at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "setting_versions_one" UNIQUE NULLS NOT DISTINCT("key","region","place_id","version"),
	CONSTRAINT "setting_versions_scope" CHECK ("setting_versions"."region" is null or "setting_versions"."place_id" is null)
);
--> statement-breakpoint
ALTER TABLE "conversations" ADD COLUMN "auto_replied_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "setting_versions" ADD CONSTRAINT "setting_versions_place_id_places_id_fk" FOREIGN KEY ("place_id") REFERENCES "public"."places"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "setting_versions" ADD CONSTRAINT "setting_versions_author_id_users_id_fk" FOREIGN KEY ("author_id") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;