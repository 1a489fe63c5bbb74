ALTER TABLE "provider_looks" RENAME TO "provider_sync";--> statement-breakpoint
ALTER TABLE "provider_sync" RENAME CONSTRAINT "provider_looks_connection_id_connections_id_fk" TO "provider_sync_connection_id_connections_id_fk";--> statement-breakpoint
ALTER INDEX "provider_looks_pkey" RENAME TO "provider_sync_pkey";--> statement-breakpoint
ALTER INDEX "items_in_doubt" RENAME TO "items_unknown_sends";--> statement-breakpoint
UPDATE "events" SET "type" = 'feed.confirmed' WHERE "type" = 'feed.vouched';--> statement-breakpoint
UPDATE "inbox_events" SET "kind" = 'retail.feed.confirmed.v1',
  "payload" = jsonb_set("payload", '{type}', '"retail.feed.confirmed.v1"')
WHERE "kind" = 'retail.feed.vouched.v1';
