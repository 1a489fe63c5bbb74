ALTER TABLE "send_holds" ADD COLUMN "key" text DEFAULT '' NOT NULL;--> statement-breakpoint
ALTER TABLE "send_holds" ADD COLUMN "created_at" timestamp (3) with time zone DEFAULT now() NOT NULL;