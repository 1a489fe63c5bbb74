ALTER TABLE "conversations" ADD COLUMN "followers" jsonb DEFAULT '{}'::jsonb NOT NULL;--> statement-breakpoint
ALTER TABLE "conversations" ADD COLUMN "last_mention_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "items" ADD COLUMN "mentions" jsonb;--> statement-breakpoint
ALTER TABLE "drafts" ADD COLUMN "mentions" jsonb DEFAULT '[]'::jsonb NOT NULL;--> statement-breakpoint
CREATE INDEX "conv_followers" ON "conversations" USING gin ("followers") WITH (fastupdate=false) WHERE followers <> '{}';