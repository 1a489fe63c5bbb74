DROP INDEX "skus_title";--> statement-breakpoint
DROP INDEX "customers_words";--> statement-breakpoint
CREATE INDEX "orders_number_start" ON "orders" USING btree (replace(search_fold("number"), ' ', '') text_pattern_ops);--> statement-breakpoint
CREATE INDEX "orders_number_end" ON "orders" USING btree (reverse(replace(search_fold("number"), ' ', '')) text_pattern_ops);--> statement-breakpoint
CREATE INDEX "skus_words" ON "skus" USING gin (search_fold("title") gin_trgm_ops);--> statement-breakpoint
CREATE INDEX "items_words" ON "items" USING gin (to_tsvector('simple', search_fold("body"))) WITH (gin_pending_list_limit=512) WHERE kind in ('message', 'note');--> statement-breakpoint
CREATE INDEX "customer_identities_part" ON "customer_identities" USING gin ("value" gin_trgm_ops) WHERE kind in ('phone', 'email');--> statement-breakpoint
CREATE INDEX "customer_notes_words" ON "customer_notes" USING gin (to_tsvector('simple', search_fold("body")));--> statement-breakpoint
CREATE INDEX "customers_trigrams" ON "customers" USING gin (search_fold("name") gin_trgm_ops);--> statement-breakpoint
CREATE INDEX "customers_words" ON "customers" USING gin (to_tsvector('simple', search_fold("name")));