ALTER TABLE "conversations" RENAME COLUMN "last_activity_at" TO "last_message_at";--> statement-breakpoint
DROP INDEX "conv_open_place";--> statement-breakpoint
DROP INDEX "conv_open_queue";--> statement-breakpoint
DROP INDEX "conv_open_queue_all";--> statement-breakpoint
DROP INDEX "conv_open_all";--> statement-breakpoint
DROP INDEX "conv_place_status";--> statement-breakpoint
DROP INDEX "conv_status";--> statement-breakpoint
DROP INDEX "conv_assignee_status";--> statement-breakpoint
DROP INDEX "conv_assignee_place";--> statement-breakpoint
DROP INDEX "conv_customer";--> statement-breakpoint
CREATE INDEX "conv_open_place" ON "conversations" USING btree ("place_id","last_message_at" DESC NULLS LAST,"id" DESC NULLS LAST) WHERE status = 'open';--> statement-breakpoint
CREATE INDEX "conv_open_queue" ON "conversations" USING btree ("place_id","last_message_at" DESC NULLS LAST,"id" DESC NULLS LAST) WHERE status = 'open' and assignee_id is null;--> statement-breakpoint
CREATE INDEX "conv_open_queue_all" ON "conversations" USING btree ("last_message_at" DESC NULLS LAST,"id" DESC NULLS LAST) WHERE status = 'open' and assignee_id is null;--> statement-breakpoint
CREATE INDEX "conv_open_all" ON "conversations" USING btree ("last_message_at" DESC NULLS LAST,"id" DESC NULLS LAST) WHERE status = 'open';--> statement-breakpoint
CREATE INDEX "conv_place_status" ON "conversations" USING btree ("place_id","status","last_message_at" DESC NULLS LAST,"id" DESC NULLS LAST);--> statement-breakpoint
CREATE INDEX "conv_status" ON "conversations" USING btree ("status","last_message_at" DESC NULLS LAST,"id" DESC NULLS LAST);--> statement-breakpoint
CREATE INDEX "conv_assignee_status" ON "conversations" USING btree ("assignee_id","status","last_message_at" DESC NULLS LAST,"id" DESC NULLS LAST);--> statement-breakpoint
CREATE INDEX "conv_assignee_place" ON "conversations" USING btree ("assignee_id","status","place_id","last_message_at" DESC NULLS LAST,"id" DESC NULLS LAST);--> statement-breakpoint
CREATE INDEX "conv_customer" ON "conversations" USING btree ("customer_id","last_message_at" DESC NULLS LAST,"id" DESC NULLS LAST);