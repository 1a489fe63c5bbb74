-- A conversation is as recent as its last message: until now assignments, notes and other lines counted, too.
UPDATE conversations c SET last_activity_at = m.at
FROM (SELECT conversation_id, max(at) AS at FROM items WHERE kind = 'message' GROUP BY conversation_id) m
WHERE m.conversation_id = c.id AND c.last_activity_at <> m.at;
--> statement-breakpoint
UPDATE conversations c SET last_activity_at = created_at
WHERE c.last_public_seq = 0 AND c.last_activity_at <> c.created_at;
