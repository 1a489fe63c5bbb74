CREATE TABLE "call_recording_pieces" (
	"position" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "call_recording_pieces_position_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"recording_id" uuid NOT NULL,
	"call_id" uuid NOT NULL,
	"leg_id" uuid NOT NULL,
	"take_id" uuid NOT NULL,
	"seq" integer NOT NULL,
	"is_last" boolean NOT NULL,
	"at" timestamp (3) with time zone NOT NULL,
	"data" "bytea" NOT NULL
);
--> statement-breakpoint
ALTER TABLE "call_recording_pieces" ADD CONSTRAINT "call_recording_pieces_recording_id_call_recordings_id_fk" FOREIGN KEY ("recording_id") REFERENCES "public"."call_recordings"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "call_recording_pieces_once" ON "call_recording_pieces" USING btree ("recording_id","take_id","seq");--> statement-breakpoint
CREATE INDEX "call_recording_pieces_call" ON "call_recording_pieces" USING btree ("call_id","at" DESC NULLS LAST);