ALTER TABLE "items" DROP CONSTRAINT "items_public_is_message";--> statement-breakpoint
ALTER TABLE "items" ADD COLUMN "send_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "items" ADD CONSTRAINT "items_public_is_message" CHECK (case when kind = 'message' then public_seq is not null or send_at is not null else public_seq is null end);