import pg from "pg";
import type { DbHandle } from "@/db/client";

type Sent = { text: string; values: unknown[] };

/**
 * The real cost of a call's statements, from PostgreSQL itself, for each one the call sends. `buffers` is the higher cost of
 * two plans: the custom one for these values, and the generic one that a connection keeps for a named statement.
 */
export async function costsOf(
  handle: DbHandle,
  run: () => Promise<unknown>,
): Promise<{ text: string; buffers: number }[]> {
  const sent = await sentBy(run);
  const client = await (handle.raw as pg.Pool).connect();
  try {
    await client.query("set plan_cache_mode = force_generic_plan");
    const costs = [];
    for (const { text, values } of sent) {
      const made = await buffersOf(client, text, values);
      await client.query(`prepare asked as ${text}`);
      const kept = await buffersOf(
        client,
        `execute asked${values.length > 0 ? `(${values.map(literal).join(", ")})` : ""}`,
      );
      await client.query("deallocate asked");
      costs.push({ text, buffers: Math.max(made, kept) });
    }
    return costs;
  } finally {
    client.release(true);
  }
}

/** A node of a plan, as `explain` describes it. */
export type Plan = {
  "Node Type": string;
  "Relation Name"?: string;
  "Shared Hit Blocks": number;
  "Shared Read Blocks": number;
  Plans?: Plan[];
};

/** The plans of the queries that a call sends, for their values, as PostgreSQL ran them. */
export async function plansOf(handle: DbHandle, run: () => Promise<unknown>): Promise<Plan[]> {
  const queries = (await sentBy(run)).filter(({ text }) => /^\s*(with|select)\b(?!.*set_config)/is.test(text));
  const client = await (handle.raw as pg.Pool).connect();
  try {
    await client.query("set pg_trgm.word_similarity_threshold = '0.3'");
    const plans: Plan[] = [];
    for (const { text, values } of queries) {
      const { rows } = await client.query(`explain (analyze, buffers, format json) ${text}`, values);
      plans.push(rows[0]["QUERY PLAN"][0].Plan);
    }
    return plans;
  } finally {
    client.release(true);
  }
}

async function sentBy(run: () => Promise<unknown>): Promise<Sent[]> {
  const sent: Sent[] = [];
  const query = pg.Client.prototype.query;
  pg.Client.prototype.query = function (this: pg.Client, ...args: unknown[]) {
    const [config, values] = args as [{ text?: string; values?: unknown[] } | string, unknown[]?];
    const text = typeof config === "string" ? config : (config.text ?? "");
    sent.push({ text, values: (typeof config === "string" ? values : (values ?? config.values)) ?? [] });
    return (query as (...rest: unknown[]) => unknown).apply(this, args);
  } as typeof query;
  try {
    await run();
  } finally {
    pg.Client.prototype.query = query;
  }
  return sent;
}

async function buffersOf(client: pg.PoolClient, statement: string, values: unknown[] = []): Promise<number> {
  const { rows } = await client.query(`explain (analyze, buffers, format json) ${statement}`, values);
  const plan = rows[0]["QUERY PLAN"][0].Plan;
  return plan["Shared Hit Blocks"] + plan["Shared Read Blocks"];
}

const literal = (value: unknown): string =>
  value === null ? "null" : pg.escapeLiteral(value instanceof Date ? value.toISOString() : String(value));
