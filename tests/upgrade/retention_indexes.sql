-- What a database of the version that ends with `retention_indexes` holds beside the rows of the version before it: the columns and
-- tables that were added meanwhile are filled. The ids continue those of the older rows.
update places set source = 'hr', sequence = 3, source_time = '2026-11-28T08:00:00Z', observed_at = '2026-11-28T08:00:00Z',
  content_hash = 'h-pine' where code = 'PINE';
update customers set source_time = '2026-11-28T08:00:00Z', observed_at = '2026-11-28T08:00:00Z', content_hash = 'h-maya'
  where source_id = 'c-1';
update skus set content_hash = 'h-' || code;
update orders set content_hash = 'h-' || number;
-- Levels of several sources stand beside each other.
insert into stock_levels (sku_id, place_id, on_hand, reserved, safety, incoming, source, sequence, source_time, observed_at, content_hash) values
  ('00000000-0000-7000-8000-000800000401', '00000000-0000-7000-8000-000100000001', 3, 0, 0, 0, 'erp', 2, '2026-11-28T08:00:00Z', '2026-11-28T08:00:00Z', 'h-boot');
-- A contact that the chat visitor left, an address that was removed, and an opt-out that was not stored yet.
insert into unverified_identities (id, visitor_id, customer_id, kind, value) values
  ('00000000-0000-7000-8000-000300000301', 'v-previous', '00000000-0000-7000-8000-000300000002', 'phone', '+14155550177');
insert into endpoints (id, connection_id, channel, address, label, place_id, removed_at) values
  ('00000000-0000-7000-8000-000400000104', '00000000-0000-7000-8000-000400000001', 'twilio-sms', '+14155550003', 'Old number', '00000000-0000-7000-8000-000100000001', '2026-11-28T08:00:00Z');
insert into send_holds (id, identity_kind, identity_value, key, until) values
  ('00000000-0000-7000-8000-000700000102', 'phone', '+14155550108', 'SM108', '2099-01-01T00:00:00Z');
-- An opt-out by keyword of a number that no customer has, and one that Ana recorded.
insert into consent_events (id, identity_kind, identity_value, channel, purpose, action, basis, source, source_ref, captured_at, actor_id) values
  ('00000000-0000-7000-8000-000700000002', 'phone', '+14155550108', 'sms', 'service', 'revoke', 'keyword', 'sms', 'SM107', '2026-11-28T08:00:00Z', null),
  ('00000000-0000-7000-8000-000700000003', 'email', 'maya@previous.test', 'email', 'marketing', 'revoke', 'told_staff', 'staff', null, '2026-11-28T08:10:00Z', '00000000-0000-7000-8000-000200000001');
insert into consent_states (identity_kind, identity_value, channel, purpose, state, event_id, at) values
  ('phone', '+14155550108', 'sms', 'service', 'revoked', '00000000-0000-7000-8000-000700000002', '2026-11-28T08:00:00Z'),
  ('email', 'maya@previous.test', 'email', 'marketing', 'revoked', '00000000-0000-7000-8000-000700000003', '2026-11-28T08:10:00Z');

-- 6: resolved, reopened by the customer, claimed, assigned, transferred, undone, and resolved again. System lines name who did it.
insert into conversations (id, customer_id, origin_place_id, place_id, assignee_id, status, resolved_at, channel, endpoint_id,
  contact_kind, contact_value, preview, preview_by, last_message_at, last_reply_failed, finished_seq, last_seq, last_public_seq,
  last_inbound_seq, last_outbound_seq, reads, version) values
  ('00000000-0000-7000-8000-000500000006', '00000000-0000-7000-8000-000300000001', '00000000-0000-7000-8000-000100000001', '00000000-0000-7000-8000-000100000001',
   '00000000-0000-7000-8000-000200000001', 'resolved', '2026-11-28T09:30:00Z', 'twilio-sms', '00000000-0000-7000-8000-000400000101', 'phone', '+14155550101', 'One more thing', 'customer',
   '2026-11-28T09:05:00Z', false, 4, 10, 2, 5, 0, '{}', 11);
insert into items (id, conversation_id, seq, public_seq, kind, direction, channel, endpoint_id, contact_kind, contact_value, author_id, body, system, at) values
  ('00000000-0000-7000-8000-000600000061', '00000000-0000-7000-8000-000500000006', 1, null, 'system', null, null, null, null, null, null, '', '{"type":"opened","place":"Pine Street","channel":"twilio-sms"}', '2026-11-28T09:00:00Z'),
  ('00000000-0000-7000-8000-000600000062', '00000000-0000-7000-8000-000500000006', 2, 1, 'message', 'in', 'twilio-sms', '00000000-0000-7000-8000-000400000101', 'phone', '+14155550101', null, 'Thanks', null, '2026-11-28T09:00:00Z'),
  ('00000000-0000-7000-8000-000600000063', '00000000-0000-7000-8000-000500000006', 3, null, 'system', null, null, null, null, null, '00000000-0000-7000-8000-000200000001', '', '{"type":"resolved","by":"Ana Ruiz"}', '2026-11-28T09:01:00Z'),
  ('00000000-0000-7000-8000-000600000064', '00000000-0000-7000-8000-000500000006', 4, null, 'system', null, null, null, null, null, null, '', '{"type":"reopened","by":null}', '2026-11-28T09:05:00Z'),
  ('00000000-0000-7000-8000-000600000065', '00000000-0000-7000-8000-000500000006', 5, 2, 'message', 'in', 'twilio-sms', '00000000-0000-7000-8000-000400000101', 'phone', '+14155550101', null, 'One more thing', null, '2026-11-28T09:05:00Z'),
  ('00000000-0000-7000-8000-000600000066', '00000000-0000-7000-8000-000500000006', 6, null, 'system', null, null, null, null, null, '00000000-0000-7000-8000-000200000003', '', '{"type":"assigned","by":"Sue Park","from":"Pine Street","to":"Cora Lind"}', '2026-11-28T09:10:00Z'),
  ('00000000-0000-7000-8000-000600000067', '00000000-0000-7000-8000-000500000006', 7, null, 'system', null, null, null, null, null, '00000000-0000-7000-8000-000200000003', '', '{"type":"undone","by":"Sue Park","action":"assign","to":"Pine Street"}', '2026-11-28T09:11:00Z'),
  ('00000000-0000-7000-8000-000600000068', '00000000-0000-7000-8000-000500000006', 8, null, 'system', null, null, null, null, null, '00000000-0000-7000-8000-000200000001', '', '{"type":"claimed","by":"Ana Ruiz"}', '2026-11-28T09:15:00Z'),
  -- The associate "Sam Twin" of this line has a namesake: the name does not say who it was.
  ('00000000-0000-7000-8000-000600000069', '00000000-0000-7000-8000-000500000006', 9, null, 'system', null, null, null, null, null, null, '', '{"type":"assigned","by":"Sam Twin","from":"Sam Twin","to":"Ana Ruiz"}', '2026-11-28T09:20:00Z'),
  ('00000000-0000-7000-8000-000600000070', '00000000-0000-7000-8000-000500000006', 10, null, 'system', null, null, null, null, null, '00000000-0000-7000-8000-000200000001', '', '{"type":"resolved","by":"Ana Ruiz"}', '2026-11-28T09:30:00Z');
insert into users (id, email, name, role, scope_all) values
  ('00000000-0000-7000-8000-000200000005', 'sam.a@previous.test', 'Sam Twin', 'associate', false),
  ('00000000-0000-7000-8000-000200000006', 'sam.b@previous.test', 'Sam Twin', 'agent', false);
-- Ana can undo the resolve.
insert into undo_records (undo_id, conversation_id, by_user_id, action, from_place_id, from_user_id, from_status, from_waiting_since, after_version, at) values
  ('00000000-0000-7000-8000-000500000802', '00000000-0000-7000-8000-000500000006', '00000000-0000-7000-8000-000200000001', 'resolve',
   '00000000-0000-7000-8000-000100000001', '00000000-0000-7000-8000-000200000001', 'open', '2026-11-28T09:05:00Z', 11, '2026-11-28T09:30:00Z');
insert into events (type, payload) values
  ('conversation.opened', '{"conversationId":"00000000-0000-7000-8000-000500000006","seqs":[]}'),
  ('conversation.reopened', '{"conversationId":"00000000-0000-7000-8000-000500000006","seqs":[4]}'),
  ('conversation.read', '{"conversationId":"00000000-0000-7000-8000-000500000006","userId":"00000000-0000-7000-8000-000200000001","seq":5}'),
  ('message.updated', '{"conversationId":"00000000-0000-7000-8000-000500000002","seqs":[2]}'),
  ('stock.changed', '{"skuId":"00000000-0000-7000-8000-000800000401"}'),
  ('conversation.resolved', '{"conversationId":"00000000-0000-7000-8000-000500000006","seqs":[10]}'),
  ('feed.vouched', '{"source":"erp","stream":"stock","placeId":null,"observedAt":"2026-11-28T08:00:00.000Z"}');
-- A feed confirmation that waits for a place.
insert into inbox_events (connection, event_id, kind, state, waits_for, payload) values
  ('erp', 'erp v-1', 'retail.feed.vouched.v1', 'parked', 'place:PIER', '{"id":"v-1","key":"erp v-1","type":"retail.feed.vouched.v1","time":"2026-11-28T08:00:00.000Z","observedAt":"2026-11-28T08:00:00.000Z","sequence":null,"data":{"stream":"stock","place":"PIER"}}');
