ALTER TABLE "read_marks" DISABLE ROW LEVEL SECURITY;--> statement-breakpoint
DROP TABLE "read_marks" CASCADE;--> statement-breakpoint
ALTER TABLE "conversations" ADD COLUMN "customer_name" text DEFAULT '' NOT NULL;--> statement-breakpoint
ALTER TABLE "conversations" ADD COLUMN "reads" jsonb DEFAULT '{}'::jsonb NOT NULL;--> statement-breakpoint
CREATE INDEX "conv_open_queue_all" ON "conversations" USING btree ("last_activity_at" DESC NULLS LAST,"id" DESC NULLS LAST) WHERE status = 'open' and assignee_id is null;