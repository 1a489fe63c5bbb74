-- An open callback moves with its conversation, whoever moves it: it is for the new owner, or for the new place (ADR 0053).
CREATE FUNCTION callbacks_move() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  UPDATE callbacks SET assignee_id = new.assignee_id WHERE id = new.callback_id;
  RETURN NULL;
END $$;
--> statement-breakpoint
CREATE TRIGGER callbacks_move AFTER UPDATE OF place_id, assignee_id ON conversations
  FOR EACH ROW WHEN (new.callback_id IS NOT NULL
    AND (old.place_id <> new.place_id OR old.assignee_id IS DISTINCT FROM new.assignee_id))
  EXECUTE FUNCTION callbacks_move();
