ALTER TABLE "callbacks" ALTER COLUMN "scheduled_by_id" DROP NOT NULL;--> statement-breakpoint
ALTER TABLE "calls" ADD COLUMN "announced_at" timestamp (3) with time zone;