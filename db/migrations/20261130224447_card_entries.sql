ALTER TABLE "calls" ADD COLUMN "card_entry" jsonb;--> statement-breakpoint
ALTER TABLE "calls" ADD COLUMN "cards" jsonb DEFAULT '[]'::jsonb NOT NULL;