DROP INDEX "conv_place_status";--> statement-breakpoint
DROP INDEX "conv_status";--> statement-breakpoint
CREATE INDEX "conv_wait_place" ON "conversations" USING btree ("place_id",coalesce(waiting_since - timestamptz 'epoch',
      interval '400000 days' - (last_message_at - timestamptz 'epoch')),"id") WHERE status = 'open';--> statement-breakpoint
CREATE INDEX "conv_wait_queue" ON "conversations" USING btree ("place_id",coalesce(waiting_since - timestamptz 'epoch',
      interval '400000 days' - (last_message_at - timestamptz 'epoch')),"id") WHERE status = 'open' and assignee_id is null;--> statement-breakpoint
CREATE INDEX "conv_wait_queue_all" ON "conversations" USING btree (coalesce(waiting_since - timestamptz 'epoch',
      interval '400000 days' - (last_message_at - timestamptz 'epoch')),"id") WHERE status = 'open' and assignee_id is null;--> statement-breakpoint
CREATE INDEX "conv_wait_all" ON "conversations" USING btree (coalesce(waiting_since - timestamptz 'epoch',
      interval '400000 days' - (last_message_at - timestamptz 'epoch')),"id") WHERE status = 'open';--> statement-breakpoint
CREATE INDEX "conv_due_place" ON "conversations" USING btree ("place_id",coalesce(snoozed_until, timestamptz 'infinity'),"id") WHERE status = 'snoozed';--> statement-breakpoint
CREATE INDEX "conv_due_all" ON "conversations" USING btree (coalesce(snoozed_until, timestamptz 'infinity'),"id") WHERE status = 'snoozed';--> statement-breakpoint
CREATE INDEX "conv_place_status" ON "conversations" USING btree ("place_id","status","last_message_at" DESC NULLS LAST,"id" DESC NULLS LAST) WHERE status <> 'open';--> statement-breakpoint
CREATE INDEX "conv_status" ON "conversations" USING btree ("status","last_message_at" DESC NULLS LAST,"id" DESC NULLS LAST) WHERE status <> 'open';