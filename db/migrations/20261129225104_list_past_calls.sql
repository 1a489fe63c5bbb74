-- Lists of calls are read from call_entries alone. A trigger copies where the conversation is, whoever moves it (ADR 0050).
CREATE FUNCTION call_entries_move() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  UPDATE call_entries SET place_id = new.place_id, assignee_id = new.assignee_id,
    offered_user_id = new.offered_user_id, offered_place_id = new.offered_place_id
    WHERE conversation_id = new.id;
  RETURN NULL;
END $$;
--> statement-breakpoint
CREATE TRIGGER call_entries_move AFTER UPDATE OF place_id, assignee_id, offered_user_id, offered_place_id ON conversations
  FOR EACH ROW WHEN (old.place_id <> new.place_id OR old.assignee_id IS DISTINCT FROM new.assignee_id
    OR old.offered_user_id IS DISTINCT FROM new.offered_user_id
    OR old.offered_place_id IS DISTINCT FROM new.offered_place_id)
  EXECUTE FUNCTION call_entries_move();
--> statement-breakpoint
-- Past calls. An incoming call was missed when nobody of ours was on the line at its end.
INSERT INTO call_entries (item_id, conversation_id, seq, kind, started_at, ended_at, place_id, assignee_id,
  offered_user_id, offered_place_id)
SELECT i.id, i.conversation_id, i.seq,
  CASE WHEN i.detail ->> 'direction' = 'in' AND i.detail -> 'phases' -> -1 ->> 'phase' = 'ended'
    AND i.detail -> 'phases' -> -2 ->> 'phase' IN ('queued', 'ringing') THEN 'missed' ELSE i.detail ->> 'direction' END,
  i.at,
  CASE WHEN i.detail -> 'phases' -> -1 ->> 'phase' = 'ended' THEN (i.detail -> 'phases' -> -1 ->> 'at')::timestamptz END,
  c.place_id, c.assignee_id, c.offered_user_id, c.offered_place_id
FROM items i JOIN conversations c ON c.id = i.conversation_id
WHERE i.kind = 'call' AND i.detail ->> 'direction' IN ('in', 'out');
--> statement-breakpoint
UPDATE conversations c SET last_missed_call_at = missed.at
FROM (SELECT conversation_id, max(ended_at) AS at FROM call_entries WHERE kind = 'missed' GROUP BY conversation_id) missed
WHERE missed.conversation_id = c.id;
