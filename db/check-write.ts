/**
 * A message in the write-ahead log that only logical decoding would read: it takes a transaction id, and its commit waits for
 * the disk and for synchronous replicas. It needs our tables, and finds a server that only reads.
 */
export const WRITE_CHECK = `select pg_logical_emit_message(true, 'storeline', '')
  from (select count(*) from log_epoch) ours where current_setting('transaction_read_only') = 'off'`;
