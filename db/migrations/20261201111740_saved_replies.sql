CREATE TABLE "saved_replies" (
	"id" uuid PRIMARY KEY NOT NULL,
	"user_id" uuid,
	"place_id" uuid,
	"name" text NOT NULL,
	"shortcut" text,
	"body" text NOT NULL,
	"version" integer DEFAULT 1 NOT NULL,
	"author_id" uuid,
	"changed_at" timestamp (3) with time zone NOT NULL,
	"deleted_at" timestamp (3) with time zone,
	CONSTRAINT "saved_replies_library" CHECK ("saved_replies"."user_id" is null or "saved_replies"."place_id" is null)
);
--> statement-breakpoint
CREATE TABLE "saved_reply_uses" (
	"reply_id" uuid NOT NULL,
	"shard" smallint NOT NULL,
	"count" integer NOT NULL,
	"last_used_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "saved_reply_uses_reply_id_shard_pk" PRIMARY KEY("reply_id","shard")
);
--> statement-breakpoint
ALTER TABLE "saved_replies" ADD CONSTRAINT "saved_replies_user_id_users_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "saved_replies" ADD CONSTRAINT "saved_replies_place_id_places_id_fk" FOREIGN KEY ("place_id") REFERENCES "public"."places"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "saved_replies" ADD CONSTRAINT "saved_replies_author_id_users_id_fk" FOREIGN KEY ("author_id") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "saved_reply_uses" ADD CONSTRAINT "saved_reply_uses_reply_id_saved_replies_id_fk" FOREIGN KEY ("reply_id") REFERENCES "public"."saved_replies"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "saved_replies_shortcut" ON "saved_replies" USING btree (coalesce("user_id", "place_id", '00000000-0000-0000-0000-000000000000'::uuid),"shortcut") WHERE "saved_replies"."deleted_at" is null;