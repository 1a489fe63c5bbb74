ALTER TABLE "items" ADD COLUMN "detail" jsonb;--> statement-breakpoint
ALTER TABLE "items" ADD CONSTRAINT "items_sent_is_message" CHECK (kind = 'message' or (direction is null and delivery_status is null));--> statement-breakpoint
ALTER TABLE "items" ADD CONSTRAINT "items_call_has_detail" CHECK (kind <> 'call' or detail is not null);