-- A rename no longer rewrites every conversation that shows the name: it asks for a job that copies the name in short statements
-- (ADR 0020). A new or moved conversation still takes its names under share locks, so that none can be missed.
CREATE FUNCTION ask_for_copy_name() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  -- Most customers of a feed have never written.
  IF tg_argv[0] = 'customer' AND NOT EXISTS (SELECT FROM conversations WHERE customer_id = new.id) THEN RETURN NULL; END IF;
  INSERT INTO jobs (name, payload) VALUES ('copy-name', jsonb_build_object('of', tg_argv[0], 'id', new.id));
  RETURN NULL;
END $$;
--> statement-breakpoint
DROP TRIGGER place_renamed ON places;
--> statement-breakpoint
CREATE TRIGGER place_renamed AFTER UPDATE OF kind, name ON places
  FOR EACH ROW WHEN (old.kind <> new.kind OR old.name <> new.name) EXECUTE FUNCTION ask_for_copy_name('place');
--> statement-breakpoint
DROP TRIGGER user_renamed ON users;
--> statement-breakpoint
CREATE TRIGGER user_renamed AFTER UPDATE OF name ON users
  FOR EACH ROW WHEN (old.name <> new.name) EXECUTE FUNCTION ask_for_copy_name('user');
--> statement-breakpoint
DROP TRIGGER customer_renamed ON customers;
--> statement-breakpoint
CREATE TRIGGER customer_renamed AFTER UPDATE OF name ON customers
  FOR EACH ROW WHEN (old.name IS DISTINCT FROM new.name) EXECUTE FUNCTION ask_for_copy_name('customer');
--> statement-breakpoint
DROP FUNCTION place_renamed();
--> statement-breakpoint
DROP FUNCTION user_renamed();
--> statement-breakpoint
DROP FUNCTION customer_renamed();
