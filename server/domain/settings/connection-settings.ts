import { eq } from "drizzle-orm";
import { connections } from "@/db/schema";
import { type AnyChannel, channelOf } from "@/server/channels/directory";
import { DomainError } from "@/server/contract/errors";
import type { Id } from "@/server/contract/ids";
import {
  type ConnectionSettings,
  type ConnectionView,
  SaveConnectionSettings as Input,
  type SaveConnectionSettings,
} from "@/server/contract/settings";
import { cleanText } from "@/server/lib/text";
import type { Ctx } from "../context";
import { isFromEnvironment } from "./connection-origin";
import { type Connection, openConfig, saveConnection } from "./connections";
import { mayChangeSettings } from "./policy";

type Config = Record<string, unknown>;

/**
 * Reads the part of a connection's configuration that an admin may see: the fields of its channel's form, without secrets.
 * @throws DomainError "forbidden" unless an admin asks; "not_found"
 */
export async function connectionSettings(
  ctx: Ctx,
  { connectionId }: { connectionId: Id },
): Promise<ConnectionSettings> {
  if (!mayChangeSettings(ctx.actor)) throw new DomainError("forbidden");
  const { kind, config } = await loadConnection(ctx, connectionId);
  const settings: ConnectionSettings = { values: {}, savedSecrets: [] };
  for (const { name, type } of channelNamed(kind).settings.fields) {
    const value = (config as Config)[name];
    if (type === "secret" && value) settings.savedSecrets.push(name);
    if (type !== "secret" && (typeof value === "string" || typeof value === "boolean")) settings.values[name] = value;
  }
  return settings;
}

/**
 * Adds a connection, or changes one, by its channel's form. An empty secret keeps the saved one; other empty fields are
 * removed.
 * @throws DomainError "forbidden" unless an admin asks; "not_found"; "taken" when another connection has the account; "invalid"
 * for values that the channel does not accept, and for a connection that the environment sets up
 */
export async function saveConnectionSettings(ctx: Ctx, raw: SaveConnectionSettings): Promise<ConnectionView> {
  if (!mayChangeSettings(ctx.actor)) throw new DomainError("forbidden");
  const { connectionId, kind, account, label, values } = Input.parse(raw);
  const channel = channelNamed(kind);
  if (isFromEnvironment({ kind, account })) throw new DomainError("invalid", "setInEnvironment");
  const before = connectionId ? await loadConnection(ctx, connectionId) : null;
  if (before && (before.kind !== kind || before.account !== account)) throw new DomainError("invalid");
  if (!before && (await isTaken(ctx, kind, account))) throw new DomainError("taken", "accountTaken");
  const config = merged(channel, account, (before?.config ?? {}) as Config, values);
  checkFits(channel, config);
  return saveConnection(ctx, { kind, account, label, config });
}

async function loadConnection({ db }: Ctx, connectionId: Id): Promise<Connection> {
  const [row] = await db.select().from(connections).where(eq(connections.id, connectionId));
  if (!row) throw new DomainError("not_found");
  return { ...row, config: openConfig(row) };
}

async function isTaken({ db }: Ctx, kind: string, account: string): Promise<boolean> {
  const rows = await db.select({ account: connections.account }).from(connections).where(eq(connections.kind, kind));
  return rows.some((row) => row.account === account);
}

function channelNamed(kind: string): AnyChannel {
  const channel = channelOf(kind);
  if (!channel) throw new DomainError("invalid", "channelUnknown");
  return channel;
}

function merged(
  channel: AnyChannel,
  account: string,
  before: Config,
  values: SaveConnectionSettings["values"],
): Config {
  const config: Config = { ...before, [channel.settings.account.name]: account };
  for (const { name, type } of channel.settings.fields) {
    const value = values[name];
    const entered = typeof value === "string" ? cleanText(value).trim() : value;
    if (entered === undefined || entered === "") {
      if (type !== "secret") delete config[name];
    } else config[name] = entered;
  }
  return config;
}

/** @throws DomainError "invalid", naming the field that is missing or not usable */
function checkFits(channel: AnyChannel, config: Config): void {
  const { account, fields } = channel.settings;
  const missing = fields.find(({ name, required }) => required && !config[name]);
  if (missing) throw new DomainError("invalid", "fieldMissing", fieldInRefusal(channel, missing.name));
  const issue = channel.config.safeParse(config).error?.issues[0];
  if (!issue) return;
  const field = [account, ...fields].find(({ name }) => name === issue.path[0]);
  if (!field) throw new DomainError("invalid", "configurationInvalid");
  throw new DomainError("invalid", "fieldInvalid", fieldInRefusal(channel, field.name));
}

/** A field as a refusal names it: by its name for screens, which say it in their language, and in English for HTTP callers. */
function fieldInRefusal({ kind, messages: { en }, settings }: AnyChannel, fieldName: string) {
  const { label } = (fieldName === settings.account.name ? en.account : en.fields[fieldName]) ?? { label: fieldName };
  return { field: label, channelKind: kind, fieldName };
}
