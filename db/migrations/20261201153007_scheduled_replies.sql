CREATE TABLE "scheduled_replies" (
	"id" uuid PRIMARY KEY NOT NULL,
	"conversation_id" uuid NOT NULL,
	"author_id" uuid NOT NULL,
	"body" text NOT NULL,
	"destination" jsonb,
	"saved_reply_ids" jsonb NOT NULL,
	"after_seq" integer NOT NULL,
	"stops_on_reply" boolean NOT NULL,
	"send_at" timestamp (3) with time zone NOT NULL,
	"state" text DEFAULT 'waiting' NOT NULL,
	"ended_at" timestamp (3) with time zone
);
--> statement-breakpoint
ALTER TABLE "conversations" ADD COLUMN "scheduled_id" uuid;--> statement-breakpoint
ALTER TABLE "scheduled_replies" ADD CONSTRAINT "scheduled_replies_conversation_id_conversations_id_fk" FOREIGN KEY ("conversation_id") REFERENCES "public"."conversations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "scheduled_replies" ADD CONSTRAINT "scheduled_replies_author_id_users_id_fk" FOREIGN KEY ("author_id") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "scheduled_waiting" ON "scheduled_replies" USING btree ("send_at") WHERE state = 'waiting';--> statement-breakpoint
CREATE INDEX "scheduled_conversation" ON "scheduled_replies" USING btree ("conversation_id");--> statement-breakpoint
CREATE INDEX "scheduled_ended" ON "scheduled_replies" USING btree ("ended_at") WHERE ended_at is not null;