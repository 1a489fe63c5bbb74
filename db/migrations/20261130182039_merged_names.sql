-- A conversation shows the name of the customer that its own was merged into (ADR 0065).
CREATE OR REPLACE FUNCTION conversation_customer_name() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  SELECT shown.name INTO new.customer_name
    FROM customers own JOIN customers shown ON shown.id = coalesce(own.merged_into, own.id)
    WHERE own.id = new.customer_id FOR SHARE;
  new.customer_name := coalesce(new.customer_name, '');
  RETURN new;
END $$;
--> statement-breakpoint
CREATE OR REPLACE FUNCTION ask_for_copy_name() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  -- Most customers of a feed have never written.
  IF tg_argv[0] = 'customer' AND NOT EXISTS (
    SELECT FROM conversations WHERE customer_id IN (SELECT new.id UNION ALL SELECT id FROM customers WHERE merged_into = new.id)
  ) THEN RETURN NULL; END IF;
  INSERT INTO jobs (name, payload) VALUES ('copy-name', jsonb_build_object('of', tg_argv[0], 'id', new.id));
  RETURN NULL;
END $$;
