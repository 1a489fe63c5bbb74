/**
 * Transaction ids depend on the cluster, its timeline (another after recovery to a point in time, or a failover), the
 * database, and the table as it was created. Dump and restore, recovery and a copy under another name each change one of them.
 */
const SOURCE = `select concat_ws('/',
  (select system_identifier from pg_control_system()),
  left(pg_walfile_name(pg_current_wal_lsn()), 8),
  (select oid from pg_database where datname = current_database()),
  'events'::regclass::oid) as source`;

const BEGIN_EPOCH = `with moved as (update events set tx = '0' where tx <> '0')
  insert into log_epoch (epoch, source) values (1, $1)
  on conflict (is_only) do update set epoch = log_epoch.epoch + 1, source = excluded.source`;

/**
 * Transaction ids do not survive a restore: new events could sort before events that were read long ago, and be skipped for
 * ever. So the events of a log from another database are moved before all new ones, and every cursor into it is void.
 */
export async function renewEpoch(
  query: (sql: string, values?: string[]) => Promise<{ rows: unknown[] }>,
): Promise<void> {
  const { source } = (await query(SOURCE)).rows[0] as { source: string };
  const known = (await query("select source from log_epoch")).rows[0] as { source: string } | undefined;
  if (known?.source !== source) await query(BEGIN_EPOCH, [source]);
}
