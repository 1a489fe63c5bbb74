CREATE TABLE "call_entries" (
	"item_id" uuid PRIMARY KEY NOT NULL,
	"conversation_id" uuid NOT NULL,
	"seq" integer NOT NULL,
	"kind" text NOT NULL,
	"started_at" timestamp (3) with time zone NOT NULL,
	"ended_at" timestamp (3) with time zone,
	"place_id" uuid NOT NULL,
	"assignee_id" uuid,
	"offered_user_id" uuid,
	"offered_place_id" uuid
);
--> statement-breakpoint
ALTER TABLE "conversations" ADD COLUMN "last_missed_call_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "call_entries" ADD CONSTRAINT "call_entries_item_id_items_id_fk" FOREIGN KEY ("item_id") REFERENCES "public"."items"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "call_entries" ADD CONSTRAINT "call_entries_conversation_id_conversations_id_fk" FOREIGN KEY ("conversation_id") REFERENCES "public"."conversations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "call_entries_all" ON "call_entries" USING btree ("kind","started_at" DESC NULLS LAST,"item_id" DESC NULLS LAST);--> statement-breakpoint
CREATE INDEX "call_entries_place" ON "call_entries" USING btree ("place_id","kind","started_at" DESC NULLS LAST,"item_id" DESC NULLS LAST);--> statement-breakpoint
CREATE INDEX "call_entries_assignee" ON "call_entries" USING btree ("assignee_id","kind","started_at" DESC NULLS LAST,"item_id" DESC NULLS LAST) WHERE assignee_id is not null;--> statement-breakpoint
CREATE INDEX "call_entries_offered_user" ON "call_entries" USING btree ("offered_user_id","kind","started_at" DESC NULLS LAST,"item_id" DESC NULLS LAST) WHERE offered_user_id is not null;--> statement-breakpoint
CREATE INDEX "call_entries_offered_place" ON "call_entries" USING btree ("offered_place_id","kind","started_at" DESC NULLS LAST,"item_id" DESC NULLS LAST) WHERE offered_place_id is not null;--> statement-breakpoint
CREATE INDEX "call_entries_live" ON "call_entries" USING btree ("started_at" DESC NULLS LAST) WHERE ended_at is null;--> statement-breakpoint
CREATE INDEX "call_entries_conversation" ON "call_entries" USING btree ("conversation_id");--> statement-breakpoint
CREATE INDEX "conv_missed" ON "conversations" USING btree ("place_id","waiting_since") WHERE status = 'open' and waiting_since <= last_missed_call_at;