/**
 * Writes a message to the write-ahead log that only logical decoding reads: it takes a transaction id, and its commit waits for
 * the disk and for synchronous replicas. It also reads our tables, and fails on a read-only server.
 */
export const WRITE_CHECK = `select pg_logical_emit_message(true, 'storeline', '')
  from (select count(*) from log_epoch) ours where current_setting('transaction_read_only') = 'off'`;
