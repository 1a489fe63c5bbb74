-- Who caused the events of the last days, where the rows they are about say so. What nothing says stays with the system.
UPDATE events SET actor_kind = 'person', actor_id = (payload ->> 'userId')::uuid WHERE type = 'conversation.read';
--> statement-breakpoint
-- A customer causes what they write.
UPDATE events e SET actor_kind = 'customer', actor_id = c.customer_id
FROM conversations c
WHERE e.type IN ('message.received', 'conversation.opened') AND e.payload ->> 'conversationId' = c.id::text;
--> statement-breakpoint
-- A person wrote the entry, or a system line names who did it. An update of a message is its delivery, which nobody here causes.
UPDATE events e SET actor_kind = 'person', actor_id = i.author_id
FROM conversations c, items i
WHERE e.actor_kind = 'system' AND e.type <> 'message.updated' AND e.payload ->> 'conversationId' = c.id::text
  AND i.conversation_id = c.id AND i.author_id IS NOT NULL AND e.payload -> 'seqs' @> to_jsonb(i.seq);
--> statement-breakpoint
UPDATE events e SET actor_kind = 'customer', actor_id = c.customer_id
FROM conversations c, items i
WHERE e.type = 'conversation.reopened' AND e.actor_kind = 'system' AND e.payload ->> 'conversationId' = c.id::text
  AND i.conversation_id = c.id AND e.payload -> 'seqs' @> to_jsonb(i.seq) AND i.system ->> 'type' = 'reopened'
  AND i.system ->> 'by' IS NULL;
