DROP INDEX "consent_events_identity";--> statement-breakpoint
DROP INDEX "send_holds_identity";--> statement-breakpoint
ALTER TABLE "consent_events" ADD COLUMN "identity_scope" text DEFAULT '' NOT NULL;--> statement-breakpoint
ALTER TABLE "consent_states" ADD COLUMN "identity_scope" text DEFAULT '' NOT NULL;--> statement-breakpoint
ALTER TABLE "send_holds" ADD COLUMN "identity_scope" text DEFAULT '' NOT NULL;--> statement-breakpoint
ALTER TABLE "conversations" ADD COLUMN "contact_scope" text DEFAULT '' NOT NULL;--> statement-breakpoint
ALTER TABLE "items" ADD COLUMN "contact_scope" text DEFAULT '' NOT NULL;--> statement-breakpoint
ALTER TABLE "customer_identities" ADD COLUMN "scope" text DEFAULT '' NOT NULL;--> statement-breakpoint
CREATE INDEX "consent_events_identity" ON "consent_events" USING btree ("identity_kind","identity_scope","identity_value","recorded_at");--> statement-breakpoint
CREATE INDEX "send_holds_identity" ON "send_holds" USING btree ("identity_kind","identity_scope","identity_value");