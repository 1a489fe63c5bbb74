-- What a database of the version that ends with `items_in_doubt` holds: one row or more of every table, and the states that later
-- migrations have to carry over. Ids are readable: 0001 places, 0002 people, 0003 customers, 0004 connections and endpoints, 0005 conversations.
insert into places (id, kind, code, name, region, time_zone) values
  ('00000000-0000-7000-8000-000100000001', 'store', 'PINE', 'Pine Street', 'north', 'America/Los_Angeles'),
  ('00000000-0000-7000-8000-000100000002', 'team', 'CC', 'Contact center', '', 'UTC');
insert into users (id, email, name, role, scope_all, disabled_at) values
  ('00000000-0000-7000-8000-000200000001', 'ana@previous.test', 'Ana Ruiz', 'associate', false, null),
  ('00000000-0000-7000-8000-000200000002', 'cora@previous.test', 'Cora Lind', 'agent', false, null),
  ('00000000-0000-7000-8000-000200000003', 'sue@previous.test', 'Sue Park', 'supervisor', true, null),
  ('00000000-0000-7000-8000-000200000004', 'gone@previous.test', 'Gil Gone', 'associate', false, '2026-11-20T09:00:00Z');
insert into user_places (user_id, place_id) values
  ('00000000-0000-7000-8000-000200000001', '00000000-0000-7000-8000-000100000001'),
  ('00000000-0000-7000-8000-000200000002', '00000000-0000-7000-8000-000100000002');
insert into sessions (id, user_id, expires_at) values
  ('00000000-0000-7000-8000-000200000101', '00000000-0000-7000-8000-000200000001', now() + interval '6 hours');
insert into rate_limits (key, points, expire) values ('login:ana@previous.test', 3, now() + interval '1 hour');

insert into customers (id, name, version, source, source_id) values
  ('00000000-0000-7000-8000-000300000001', 'Maya Chen', 2, 'shop', 'c-1'),
  ('00000000-0000-7000-8000-000300000002', 'Visitor', 1, 'webchat', null);
insert into customer_identities (kind, value, customer_id, source) values
  ('phone', '+14155550101', '00000000-0000-7000-8000-000300000001', 'shop'),
  ('email', 'maya@previous.test', '00000000-0000-7000-8000-000300000001', 'shop'),
  ('visitor', 'v-previous', '00000000-0000-7000-8000-000300000002', 'webchat');
insert into customer_notes (id, customer_id, author_id, body) values
  ('00000000-0000-7000-8000-000300000201', '00000000-0000-7000-8000-000300000001', '00000000-0000-7000-8000-000200000001', 'Prefers texts');
insert into loyalty_accounts (program, member_no, customer_id, tier, points, source, observed_at) values
  ('Club', 'M-1', '00000000-0000-7000-8000-000300000001', 'Gold', 120, 'shop', '2026-11-21T08:00:00Z');

insert into connections (id, kind, account, label, config) values
  ('00000000-0000-7000-8000-000400000001', 'twilio-sms', 'AC00000000000000000000000000000001', 'SMS', ''),
  ('00000000-0000-7000-8000-000400000002', 'webchat', 'webchat', 'Web chat', '');
insert into provider_looks (connection_id, watermark, not_before, holder) values
  ('00000000-0000-7000-8000-000400000001', '2026-11-21T08:00:00Z', '2026-11-21T08:01:00Z', '00000000-0000-7000-8000-0000000000ff');
-- The last address was accepted without its plus sign.
insert into endpoints (id, connection_id, channel, address, label, place_id) values
  ('00000000-0000-7000-8000-000400000101', '00000000-0000-7000-8000-000400000001', 'twilio-sms', '+14155550001', 'Pine Street', '00000000-0000-7000-8000-000100000001'),
  ('00000000-0000-7000-8000-000400000102', '00000000-0000-7000-8000-000400000002', 'webchat', 'wk_pine', 'Pine Street chat', '00000000-0000-7000-8000-000100000001'),
  ('00000000-0000-7000-8000-000400000103', '00000000-0000-7000-8000-000400000001', 'twilio-sms', '14155550002', 'Contact center', '00000000-0000-7000-8000-000100000002');

-- 1: a customer waits since 08:00; an assignment at 10:00 came after the last message.
-- 2: answered at 08:05, but the reply failed. 3: resolved. 4: snoozed web chat. 5: offered to the contact center, reply delivered.
insert into conversations (id, customer_id, origin_place_id, place_id, assignee_id, status, snoozed_until, resolved_at, channel,
  endpoint_id, contact_kind, contact_value, preview, preview_by, last_activity_at, waiting_since, last_seq, last_public_seq,
  last_inbound_seq, last_outbound_seq, reads, version) values
  ('00000000-0000-7000-8000-000500000001', '00000000-0000-7000-8000-000300000001', '00000000-0000-7000-8000-000100000001', '00000000-0000-7000-8000-000100000001',
   '00000000-0000-7000-8000-000200000001', 'open', null, null, 'twilio-sms', '00000000-0000-7000-8000-000400000101', 'phone', '+14155550101', 'Do you have it in 9?', 'customer',
   '2026-11-21T10:00:00Z', '2026-11-21T08:00:00Z', 3, 2, 2, 0, '{"00000000-0000-7000-8000-000200000001": 1}', 4),
  ('00000000-0000-7000-8000-000500000002', '00000000-0000-7000-8000-000300000001', '00000000-0000-7000-8000-000100000001', '00000000-0000-7000-8000-000100000001',
   '00000000-0000-7000-8000-000200000001', 'open', null, null, 'twilio-sms', '00000000-0000-7000-8000-000400000101', 'phone', '+14155550101', 'Yes, we do', 'staff',
   '2026-11-21T08:05:00Z', null, 2, 2, 1, 2, '{}', 4),
  ('00000000-0000-7000-8000-000500000003', '00000000-0000-7000-8000-000300000001', '00000000-0000-7000-8000-000100000001', '00000000-0000-7000-8000-000100000001',
   null, 'resolved', null, '2026-11-20T09:00:00Z', 'twilio-sms', '00000000-0000-7000-8000-000400000101', 'phone', '+14155550101', 'Thanks!', 'customer',
   '2026-11-20T09:00:00Z', null, 2, 1, 1, 0, '{}', 2),
  ('00000000-0000-7000-8000-000500000004', '00000000-0000-7000-8000-000300000002', '00000000-0000-7000-8000-000100000001', '00000000-0000-7000-8000-000100000001',
   '00000000-0000-7000-8000-000200000004', 'snoozed', '2099-01-01T00:00:00Z', null, 'webchat', '00000000-0000-7000-8000-000400000102', 'visitor', 'v-previous', 'Is anyone there?', 'customer',
   '2026-11-21T07:00:00Z', '2026-11-21T07:00:00Z', 1, 1, 1, 0, '{}', 2),
  ('00000000-0000-7000-8000-000500000005', '00000000-0000-7000-8000-000300000002', '00000000-0000-7000-8000-000100000001', '00000000-0000-7000-8000-000100000001',
   '00000000-0000-7000-8000-000200000001', 'open', null, null, 'webchat', '00000000-0000-7000-8000-000400000102', 'visitor', 'v-previous', 'One moment', 'staff',
   '2026-11-21T09:30:00Z', null, 4, 2, 1, 2, '{}', 5);
insert into items (id, conversation_id, seq, public_seq, kind, direction, channel, endpoint_id, contact_kind, contact_value, author_id, body,
  system, delivery_status, delivery_error, attempt, external_id, client_message_id, at) values
  ('00000000-0000-7000-8000-000600000011', '00000000-0000-7000-8000-000500000001', 1, 1, 'message', 'in', 'twilio-sms', '00000000-0000-7000-8000-000400000101', 'phone', '+14155550101', null, 'Hello', null, null, null, 0, 'SM11', null, '2026-11-21T08:00:00Z'),
  ('00000000-0000-7000-8000-000600000012', '00000000-0000-7000-8000-000500000001', 2, 2, 'message', 'in', 'twilio-sms', '00000000-0000-7000-8000-000400000101', 'phone', '+14155550101', null, 'Do you have it in 9?', null, null, null, 0, 'SM12', null, '2026-11-21T08:01:00Z'),
  ('00000000-0000-7000-8000-000600000013', '00000000-0000-7000-8000-000500000001', 3, null, 'system', null, null, null, null, null, null, '', '{"type":"assigned","by":"Sue Park","from":"Pine Street","to":"Ana Ruiz"}', null, null, 0, null, null, '2026-11-21T10:00:00Z'),
  ('00000000-0000-7000-8000-000600000021', '00000000-0000-7000-8000-000500000002', 1, 1, 'message', 'in', 'twilio-sms', '00000000-0000-7000-8000-000400000101', 'phone', '+14155550101', null, 'And in blue?', null, null, null, 0, 'SM21', null, '2026-11-21T08:02:00Z'),
  ('00000000-0000-7000-8000-000600000022', '00000000-0000-7000-8000-000500000002', 2, 2, 'message', 'out', 'twilio-sms', '00000000-0000-7000-8000-000400000101', 'phone', '+14155550101', '00000000-0000-7000-8000-000200000001', 'Yes, we do', null, 'failed', 'The carrier refused it.', 1, 'SM22', '00000000-0000-7000-8000-0006000000c2', '2026-11-21T08:05:00Z'),
  ('00000000-0000-7000-8000-000600000031', '00000000-0000-7000-8000-000500000003', 1, 1, 'message', 'in', 'twilio-sms', '00000000-0000-7000-8000-000400000101', 'phone', '+14155550101', null, 'Thanks!', null, null, null, 0, 'SM31', null, '2026-11-20T08:59:00Z'),
  ('00000000-0000-7000-8000-000600000032', '00000000-0000-7000-8000-000500000003', 2, null, 'system', null, null, null, null, null, null, '', '{"type":"resolved","by":"Ana Ruiz"}', null, null, 0, null, null, '2026-11-20T09:00:00Z'),
  ('00000000-0000-7000-8000-000600000041', '00000000-0000-7000-8000-000500000004', 1, 1, 'message', 'in', 'webchat', '00000000-0000-7000-8000-000400000102', 'visitor', 'v-previous', null, 'Is anyone there?', null, null, null, 0, null, null, '2026-11-21T07:00:00Z'),
  ('00000000-0000-7000-8000-000600000051', '00000000-0000-7000-8000-000500000005', 1, 1, 'message', 'in', 'webchat', '00000000-0000-7000-8000-000400000102', 'visitor', 'v-previous', null, 'Hi', null, null, null, 0, null, null, '2026-11-21T09:00:00Z'),
  ('00000000-0000-7000-8000-000600000052', '00000000-0000-7000-8000-000500000005', 2, 2, 'message', 'out', 'webchat', '00000000-0000-7000-8000-000400000102', 'visitor', 'v-previous', '00000000-0000-7000-8000-000200000001', 'One moment', null, 'delivered', null, 1, null, '00000000-0000-7000-8000-0006000000c5', '2026-11-21T09:10:00Z'),
  ('00000000-0000-7000-8000-000600000053', '00000000-0000-7000-8000-000500000005', 3, null, 'note', null, null, null, null, null, '00000000-0000-7000-8000-000200000001', 'Ask the contact center', null, null, null, 0, null, '00000000-0000-7000-8000-0006000000c6', '2026-11-21T09:20:00Z'),
  ('00000000-0000-7000-8000-000600000054', '00000000-0000-7000-8000-000500000005', 4, null, 'system', null, null, null, null, null, null, '', '{"type":"transfer_offered","by":"Ana Ruiz","to":"Contact center","card":{"need":"Exchange","facts":"","promises":"","consent":""},"expiresAt":"2099-01-01T00:00:00.000Z"}', null, null, 0, null, null, '2026-11-21T09:30:00Z');
insert into offers (id, conversation_id, from_user_id, from_place_id, to_place_id, card, expires_at) values
  ('00000000-0000-7000-8000-000500000901', '00000000-0000-7000-8000-000500000005', '00000000-0000-7000-8000-000200000001', '00000000-0000-7000-8000-000100000001', '00000000-0000-7000-8000-000100000002',
   '{"need":"Exchange","facts":"","promises":"","consent":""}', '2099-01-01T00:00:00Z');
update conversations set offer_id = '00000000-0000-7000-8000-000500000901', offered_place_id = '00000000-0000-7000-8000-000100000002'
  where id = '00000000-0000-7000-8000-000500000005';
insert into bulk_moves (bulk_id, conversation_id, by_user_id, from_place_id, moved_version) values
  ('00000000-0000-7000-8000-000500000801', '00000000-0000-7000-8000-000500000001', '00000000-0000-7000-8000-000200000003', '00000000-0000-7000-8000-000100000002', 4);
insert into attachments (id, conversation_id, item_id, owner_id, name, mime, bytes, state) values
  ('00000000-0000-7000-8000-000600000a01', '00000000-0000-7000-8000-000500000001', '00000000-0000-7000-8000-000600000011', 'provider', 'boots.jpg', 'image/jpeg', 3, 'ready');
insert into attachment_blobs (attachment_id, data) values ('00000000-0000-7000-8000-000600000a01', '\xffd8ff');

insert into consent_events (id, identity_kind, identity_value, channel, purpose, action, basis, source, captured_at) values
  ('00000000-0000-7000-8000-000700000001', 'phone', '+14155550101', 'twilio-sms', 'service', 'grant', 'inbound', 'sms', '2026-11-21T08:00:00Z');
insert into consent_states (identity_kind, identity_value, channel, purpose, state, event_id, at) values
  ('phone', '+14155550101', 'twilio-sms', 'service', 'granted', '00000000-0000-7000-8000-000700000001', '2026-11-21T08:00:00Z');
insert into send_holds (id, identity_kind, identity_value, until) values
  ('00000000-0000-7000-8000-000700000101', 'phone', '+14155550109', '2026-11-21T08:00:03Z');

-- A currency that does not exist, and a stock level that claims to be from the year 2099: both were accepted.
insert into orders (id, source_id, number, customer_id, status, placed_at, total_minor, currency, source, sequence, source_time, observed_at) values
  ('00000000-0000-7000-8000-000800000001', 'o-1', '1001', '00000000-0000-7000-8000-000300000001', 'open', '2026-11-19T12:00:00Z', 12900, 'USD', 'shop', 1, '2026-11-19T12:00:00Z', '2026-11-19T12:00:00Z'),
  ('00000000-0000-7000-8000-000800000002', 'o-2', '1002', '00000000-0000-7000-8000-000300000001', 'open', '2026-11-19T12:00:00Z', 4900, 'U$D', 'shop', 1, '2026-11-19T12:00:00Z', '2026-11-19T12:00:00Z');
insert into order_lines (id, order_id, source_id, position, sku_code, title, ordered, cancelled, fulfilled, delivered, returned, price_minor) values
  ('00000000-0000-7000-8000-000800000101', '00000000-0000-7000-8000-000800000001', 'l-1', 0, 'BOOT-9', 'Boots', 1, 0, 0, 0, 0, 12900);
insert into fulfilments (id, order_id, source_id, place_id, method, status) values
  ('00000000-0000-7000-8000-000800000201', '00000000-0000-7000-8000-000800000001', 'f-1', '00000000-0000-7000-8000-000100000001', 'pickup', 'open');
insert into shipments (id, order_id, source_id, status) values
  ('00000000-0000-7000-8000-000800000301', '00000000-0000-7000-8000-000800000001', 's-1', 'created');
insert into skus (id, code, title, price_minor, currency, source, sequence, source_time, observed_at) values
  ('00000000-0000-7000-8000-000800000401', 'BOOT-9', 'Boots', 12900, 'USD', 'shop', 1, '2026-11-19T12:00:00Z', '2026-11-19T12:00:00Z'),
  ('00000000-0000-7000-8000-000800000402', 'SOCK', 'Socks', 900, 'USD', 'shop', 1, '2026-11-19T12:00:00Z', '2026-11-19T12:00:00Z');
insert into stock_levels (sku_id, place_id, on_hand, reserved, safety, incoming, source, sequence, source_time, observed_at) values
  ('00000000-0000-7000-8000-000800000401', '00000000-0000-7000-8000-000100000001', 4, 1, 0, 0, 'pos', 7, '2026-11-21T08:00:00Z', '2026-11-21T08:00:00Z'),
  ('00000000-0000-7000-8000-000800000402', '00000000-0000-7000-8000-000100000001', 9, 0, 0, 0, 'pos', 7, '2099-01-01T00:00:00Z', '2099-01-01T00:00:00Z');
insert into feeds (source, stream, place_id, observed_at) values ('pos', 'stock', null, '2026-11-21T08:00:00Z');
insert into inbox_events (connection, event_id, kind, state, waits_for, payload, received_at) values
  ('00000000-0000-7000-8000-000400000001', 'SM11', 'message', 'done', null, null, '2026-11-21T08:00:00Z'),
  ('pos', 'e-1', 'stock.level', 'parked', 'sku:LATER', '{}', '2026-11-21T08:00:00Z');
insert into events (type, payload) values
  ('message.received', '{"conversationId":"00000000-0000-7000-8000-000500000001","seqs":[2]}');
insert into jobs (name, payload, run_at) values
  ('expire-offer', '{"conversationId":"00000000-0000-7000-8000-000500000005","offerId":"00000000-0000-7000-8000-000500000901"}', '2099-01-01T00:00:00Z');
