ALTER TABLE "consent_states" DROP CONSTRAINT "consent_states_identity_kind_identity_value_channel_purpose_pk";--> statement-breakpoint
ALTER TABLE "customer_identities" DROP CONSTRAINT "customer_identities_kind_value_pk";--> statement-breakpoint
ALTER TABLE "consent_states" ADD CONSTRAINT "consent_states_pk" PRIMARY KEY("identity_kind","identity_scope","identity_value","channel","purpose");--> statement-breakpoint
ALTER TABLE "customer_identities" ADD CONSTRAINT "customer_identities_kind_scope_value_pk" PRIMARY KEY("kind","scope","value");