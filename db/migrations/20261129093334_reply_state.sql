ALTER TABLE "conversations" ADD COLUMN "last_reply_failed" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "conversations" ADD COLUMN "finished_seq" integer DEFAULT 0 NOT NULL;