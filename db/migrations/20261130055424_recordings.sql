CREATE TABLE "call_recording_parts" (
	"recording_id" uuid NOT NULL,
	"position" integer NOT NULL,
	"data" "bytea" NOT NULL,
	CONSTRAINT "call_recording_parts_recording_id_position_pk" PRIMARY KEY("recording_id","position")
);
--> statement-breakpoint
CREATE TABLE "call_recording_plays" (
	"id" uuid PRIMARY KEY NOT NULL,
	"recording_id" uuid NOT NULL,
	"user_id" uuid NOT NULL,
	"at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "call_recordings" (
	"id" uuid PRIMARY KEY NOT NULL,
	"call_id" uuid NOT NULL,
	"item_id" uuid NOT NULL,
	"provider" text NOT NULL,
	"kind" text NOT NULL,
	"state" text NOT NULL,
	"started_at" timestamp (3) with time zone NOT NULL,
	"duration_ms" integer DEFAULT 0 NOT NULL,
	"bytes" integer DEFAULT 0 NOT NULL,
	"cleared_at" timestamp (3) with time zone
);
--> statement-breakpoint
ALTER TABLE "calls" ADD COLUMN "voicemail" jsonb;--> statement-breakpoint
ALTER TABLE "calls" ADD COLUMN "recordings" jsonb DEFAULT '[]'::jsonb NOT NULL;--> statement-breakpoint
ALTER TABLE "call_recording_parts" ADD CONSTRAINT "call_recording_parts_recording_id_call_recordings_id_fk" FOREIGN KEY ("recording_id") REFERENCES "public"."call_recordings"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "call_recording_plays" ADD CONSTRAINT "call_recording_plays_user_id_users_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "call_recordings" ADD CONSTRAINT "call_recordings_item_id_items_id_fk" FOREIGN KEY ("item_id") REFERENCES "public"."items"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "call_recording_plays_recording" ON "call_recording_plays" USING btree ("recording_id");--> statement-breakpoint
CREATE INDEX "call_recording_plays_at" ON "call_recording_plays" USING btree ("at");--> statement-breakpoint
CREATE INDEX "call_recordings_open" ON "call_recordings" USING btree ("provider") WHERE cleared_at is null;--> statement-breakpoint
CREATE INDEX "call_recordings_started" ON "call_recordings" USING btree ("started_at");--> statement-breakpoint
CREATE INDEX "call_recordings_item" ON "call_recordings" USING btree ("item_id");