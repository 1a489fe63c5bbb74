DROP INDEX "conv_open_assignee";--> statement-breakpoint
ALTER TABLE "conversations" ADD COLUMN "place_kind" text DEFAULT 'store' NOT NULL;--> statement-breakpoint
ALTER TABLE "conversations" ADD COLUMN "place_name" text DEFAULT '' NOT NULL;--> statement-breakpoint
ALTER TABLE "conversations" ADD COLUMN "assignee_name" text;--> statement-breakpoint
CREATE INDEX "conv_assignee_place" ON "conversations" USING btree ("assignee_id","status","place_id","last_activity_at" DESC NULLS LAST,"id" DESC NULLS LAST);