-- What the customer wrote before they reopened a resolved conversation was finished.
UPDATE conversations c SET finished_seq = r.seq
FROM (
  SELECT conversation_id, max(seq) AS seq FROM items
  WHERE kind = 'system' AND system ->> 'type' = 'reopened' AND system ->> 'by' IS NULL GROUP BY conversation_id
) r
WHERE r.conversation_id = c.id;
--> statement-breakpoint
-- A reply that failed looked like an answer. Its customer waits again, since their first message that no other reply answered.
UPDATE conversations c SET last_reply_failed = true, waiting_since = CASE WHEN c.status <> 'resolved' THEN (
  SELECT min(i.at) FROM items i
  WHERE i.conversation_id = c.id AND i.direction = 'in' AND i.seq > greatest(c.finished_seq, coalesce((
      SELECT max(o.seq) FROM items o
      WHERE o.conversation_id = c.id AND o.kind = 'message' AND o.direction = 'out' AND o.author_id IS NOT NULL
        AND o.delivery_status IS DISTINCT FROM 'failed'), 0))
    -- Nobody waits for an answer to STOP and its like.
    AND NOT (i.contact_kind = 'phone' AND trim(regexp_replace(lower(i.body), '[^[:alnum:]]+', ' ', 'g')) IN (
      'stop', 'stopall', 'unsubscribe', 'cancel', 'end', 'quit', 'revoke', 'optout', 'opt out', 'start', 'unstop', 'help', 'info'))
) END
FROM (
  SELECT DISTINCT ON (conversation_id) conversation_id, delivery_status FROM items
  WHERE kind = 'message' AND direction = 'out' AND author_id IS NOT NULL ORDER BY conversation_id, seq DESC
) reply
WHERE reply.conversation_id = c.id AND reply.delivery_status = 'failed';
