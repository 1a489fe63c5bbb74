-- System lines named people and places by the name of the time alone. Where that name is one person's or one place's today, the line
-- gets the id; who did it stands on the entry in the newer lines. Elsewhere the id is null.
WITH people AS (
  SELECT name, min(id::text)::uuid AS id FROM users GROUP BY name HAVING count(*) = 1
), stores AS (
  SELECT name, min(id::text)::uuid AS id FROM places GROUP BY name HAVING count(*) = 1
), named AS (
  SELECT name, min(id::text)::uuid AS id FROM (SELECT id, name FROM users UNION ALL SELECT id, name FROM places) n
  GROUP BY name HAVING count(*) = 1
)
UPDATE items i SET system = i.system || line.ids
FROM (
  SELECT s.id,
    CASE WHEN s.system ? 'by' THEN jsonb_build_object('byId', coalesce(s.author_id, people.id)) ELSE '{}' END
      || CASE WHEN s.system ? 'from' THEN jsonb_build_object('fromId', giver.id) ELSE '{}' END
      || CASE WHEN s.system ? 'to' THEN jsonb_build_object('toId', taker.id) ELSE '{}' END
      || CASE WHEN s.system ? 'place' THEN jsonb_build_object('placeId', stores.id) ELSE '{}' END AS ids
  FROM items s
  LEFT JOIN people ON people.name = s.system ->> 'by'
  LEFT JOIN named giver ON giver.name = s.system ->> 'from'
  LEFT JOIN named taker ON taker.name = s.system ->> 'to'
  LEFT JOIN stores ON stores.name = s.system ->> 'place'
  WHERE s.kind = 'system' AND jsonb_typeof(s.system) = 'object'
) line
WHERE line.id = i.id AND line.ids <> '{}';
