-- What a database of the version that ends with `calls` holds beside the rows of the versions before it: settings, a consumer of the
-- log, and calls with their entries. The ids continue those of the older rows.
insert into setting_versions (id, key, place_id, version, own, author_id, author_name, at) values
  ('00000000-0000-7000-8000-000900000001', 'calls.ring_seconds', '00000000-0000-7000-8000-000100000002', 1, null, '00000000-0000-7000-8000-000200000003', 'Sue Park', '2026-11-28T10:00:00Z');
insert into consumers (name, epoch, tx, id) values ('previous', 0, '0', 0);
-- 7: the customer was answered, called again in vain, and somebody resolved it.
insert into conversations (id, customer_id, origin_place_id, place_id, assignee_id, status, resolved_at, channel, endpoint_id,
  contact_kind, contact_scope, contact_value, preview, preview_by, last_message_at, last_seq, version) values
  ('00000000-0000-7000-8000-000500000007', '00000000-0000-7000-8000-000300000001', '00000000-0000-7000-8000-000100000001', '00000000-0000-7000-8000-000100000001',
   '00000000-0000-7000-8000-000200000001', 'resolved', '2026-11-28T12:00:00Z', 'twilio-sms', '00000000-0000-7000-8000-000400000101', 'phone', '', '+14155550101', 'in.missed', 'call',
   '2026-11-28T11:00:00Z', 2, 4);
insert into items (id, conversation_id, seq, kind, channel, detail, at) values
  ('00000000-0000-7000-8000-000600000071', '00000000-0000-7000-8000-000500000007', 1, 'call', 'twilio-sms',
   '{"direction":"in","phases":[{"phase":"ringing","at":"2026-11-28T11:00:00.000Z"},{"phase":"connected","at":"2026-11-28T11:00:05.000Z"},{"phase":"ended","at":"2026-11-28T11:01:00.000Z"}],"participants":[{"role":"staff","userId":"00000000-0000-7000-8000-000200000001","name":"Ana Ruiz","address":null,"joinedAt":"2026-11-28T11:00:05.000Z","leftAt":"2026-11-28T11:01:00.000Z"}],"outcome":"answered","recordingRef":null,"transcriptRef":null}',
   '2026-11-28T11:00:00Z'),
  ('00000000-0000-7000-8000-000600000072', '00000000-0000-7000-8000-000500000007', 2, 'call', 'twilio-sms',
   '{"direction":"in","phases":[{"phase":"queued","at":"2026-11-28T11:30:00.000Z"},{"phase":"ended","at":"2026-11-28T11:31:00.000Z"}],"participants":[],"outcome":"missed","recordingRef":null,"transcriptRef":null}',
   '2026-11-28T11:30:00Z');
insert into calls (id, conversation_id, item_id, seq, customer_id, place_id, endpoint_id, channel, contact_kind, contact_value, direction,
  state, phases, outcome, started_at, connected_at, ended_at) values
  ('00000000-0000-7000-8000-000a00000001', '00000000-0000-7000-8000-000500000007', '00000000-0000-7000-8000-000600000071', 1, '00000000-0000-7000-8000-000300000001',
   '00000000-0000-7000-8000-000100000001', '00000000-0000-7000-8000-000400000101', 'twilio-sms', 'phone', '+14155550101', 'in', 'ended', '[{"phase":"ended","at":"2026-11-28T11:01:00.000Z"}]',
   'answered', '2026-11-28T11:00:00Z', '2026-11-28T11:00:05Z', '2026-11-28T11:01:00Z');
insert into call_legs (id, call_id, role, user_id, name, state, purpose, since, created_at, joined_at, ended_at, ended_as) values
  ('00000000-0000-7000-8000-000a00000101', '00000000-0000-7000-8000-000a00000001', 'staff', '00000000-0000-7000-8000-000200000001', 'Ana Ruiz', 'ended', 'queue',
   '2026-11-28T11:01:00Z', '2026-11-28T11:00:00Z', '2026-11-28T11:00:05Z', '2026-11-28T11:01:00Z', 'hung_up');
