ALTER TABLE "bulk_moves" RENAME TO "undo_records";--> statement-breakpoint
ALTER TABLE "undo_records" RENAME COLUMN "bulk_id" TO "undo_id";--> statement-breakpoint
ALTER TABLE "undo_records" RENAME COLUMN "moved_version" TO "after_version";--> statement-breakpoint
ALTER TABLE "undo_records" DROP CONSTRAINT "bulk_moves_conversation_id_conversations_id_fk";
--> statement-breakpoint
ALTER TABLE "undo_records" DROP CONSTRAINT "bulk_moves_by_user_id_users_id_fk";
--> statement-breakpoint
ALTER TABLE "undo_records" DROP CONSTRAINT "bulk_moves_bulk_id_conversation_id_pk";--> statement-breakpoint
ALTER TABLE "undo_records" ADD CONSTRAINT "undo_records_undo_id_conversation_id_pk" PRIMARY KEY("undo_id","conversation_id");--> statement-breakpoint
ALTER TABLE "undo_records" ADD COLUMN "action" text DEFAULT 'bulk_assign' NOT NULL;--> statement-breakpoint
ALTER TABLE "undo_records" ADD COLUMN "from_status" text;--> statement-breakpoint
ALTER TABLE "undo_records" ADD COLUMN "from_snoozed_until" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "undo_records" ADD COLUMN "from_resolved_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "undo_records" ADD COLUMN "from_waiting_since" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "undo_records" ADD COLUMN "from_offer_id" uuid;--> statement-breakpoint
ALTER TABLE "undo_records" ADD CONSTRAINT "undo_records_conversation_id_conversations_id_fk" FOREIGN KEY ("conversation_id") REFERENCES "public"."conversations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "undo_records" ADD CONSTRAINT "undo_records_by_user_id_users_id_fk" FOREIGN KEY ("by_user_id") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "undo_records_at" ON "undo_records" USING btree ("at");