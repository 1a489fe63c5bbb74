-- A line of the inbox carries its customer's name. Two triggers keep it equal, whoever writes; the share lock orders them.
CREATE FUNCTION conversation_customer_name() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  SELECT name INTO new.customer_name FROM customers WHERE id = new.customer_id FOR SHARE;
  new.customer_name := coalesce(new.customer_name, '');
  RETURN new;
END $$;
--> statement-breakpoint
CREATE TRIGGER conversation_customer_name BEFORE INSERT OR UPDATE OF customer_id ON conversations
  FOR EACH ROW EXECUTE FUNCTION conversation_customer_name();
--> statement-breakpoint
CREATE FUNCTION customer_renamed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  UPDATE conversations SET customer_name = new.name WHERE customer_id = new.id;
  RETURN NULL;
END $$;
--> statement-breakpoint
CREATE TRIGGER customer_renamed AFTER UPDATE OF name ON customers
  FOR EACH ROW WHEN (old.name IS DISTINCT FROM new.name) EXECUTE FUNCTION customer_renamed();
--> statement-breakpoint
UPDATE conversations SET customer_name = customers.name FROM customers WHERE customers.id = conversations.customer_id;
--> statement-breakpoint
-- Room on each page, so that an update that changes no indexed column stays where it is.
ALTER TABLE conversations SET (fillfactor = 80, autovacuum_vacuum_scale_factor = 0.02);
