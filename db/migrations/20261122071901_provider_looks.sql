CREATE TABLE "provider_looks" (
	"connection_id" uuid PRIMARY KEY NOT NULL,
	"watermark" timestamp (3) with time zone NOT NULL,
	"not_before" timestamp (3) with time zone NOT NULL,
	"holder" uuid NOT NULL
);
--> statement-breakpoint
ALTER TABLE "provider_looks" ADD CONSTRAINT "provider_looks_connection_id_connections_id_fk" FOREIGN KEY ("connection_id") REFERENCES "public"."connections"("id") ON DELETE no action ON UPDATE no action;