CREATE TABLE "call_transcripts" (
	"recording_id" uuid PRIMARY KEY NOT NULL,
	"state" text NOT NULL,
	"attempts" integer DEFAULT 0 NOT NULL,
	"tried_at" timestamp (3) with time zone NOT NULL,
	"finished_at" timestamp (3) with time zone,
	"language" text,
	"segments" jsonb DEFAULT '[]'::jsonb NOT NULL
);
--> statement-breakpoint
ALTER TABLE "call_recording_plays" ADD COLUMN "kind" text DEFAULT 'audio' NOT NULL;--> statement-breakpoint
ALTER TABLE "call_recordings" ADD COLUMN "may_transcribe" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "call_transcripts" ADD CONSTRAINT "call_transcripts_recording_id_call_recordings_id_fk" FOREIGN KEY ("recording_id") REFERENCES "public"."call_recordings"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "call_transcripts_pending" ON "call_transcripts" USING btree ("tried_at") WHERE state = 'pending';