-- A line of the inbox carries the names of its place and its assignee. Triggers keep them equal, whoever writes; the share
-- locks make a rename in progress wait for us, or us for it.
CREATE FUNCTION conversation_names() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  SELECT kind, name INTO new.place_kind, new.place_name FROM places WHERE id = new.place_id FOR SHARE;
  new.place_kind := coalesce(new.place_kind, 'store');
  new.place_name := coalesce(new.place_name, '');
  new.assignee_name := NULL;
  IF new.assignee_id IS NOT NULL THEN
    SELECT name INTO new.assignee_name FROM users WHERE id = new.assignee_id FOR SHARE;
  END IF;
  RETURN new;
END $$;
--> statement-breakpoint
CREATE TRIGGER conversation_names_new BEFORE INSERT ON conversations
  FOR EACH ROW EXECUTE FUNCTION conversation_names();
--> statement-breakpoint
CREATE TRIGGER conversation_names_moved BEFORE UPDATE OF place_id, assignee_id ON conversations
  FOR EACH ROW WHEN (old.place_id <> new.place_id OR old.assignee_id IS DISTINCT FROM new.assignee_id)
  EXECUTE FUNCTION conversation_names();
--> statement-breakpoint
CREATE FUNCTION place_renamed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  UPDATE conversations SET place_kind = new.kind, place_name = new.name WHERE place_id = new.id;
  RETURN NULL;
END $$;
--> statement-breakpoint
CREATE TRIGGER place_renamed AFTER UPDATE OF kind, name ON places
  FOR EACH ROW WHEN (old.kind <> new.kind OR old.name <> new.name) EXECUTE FUNCTION place_renamed();
--> statement-breakpoint
CREATE FUNCTION user_renamed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  UPDATE conversations SET assignee_name = new.name WHERE assignee_id = new.id;
  RETURN NULL;
END $$;
--> statement-breakpoint
CREATE TRIGGER user_renamed AFTER UPDATE OF name ON users
  FOR EACH ROW WHEN (old.name <> new.name) EXECUTE FUNCTION user_renamed();
--> statement-breakpoint
UPDATE conversations c SET place_kind = p.kind, place_name = p.name FROM places p WHERE p.id = c.place_id;
--> statement-breakpoint
UPDATE conversations c SET assignee_name = u.name FROM users u WHERE u.id = c.assignee_id;
