ALTER TABLE "call_legs" ADD COLUMN "supervision" text;--> statement-breakpoint
ALTER TABLE "call_legs" ADD COLUMN "is_hidden" boolean DEFAULT false NOT NULL;