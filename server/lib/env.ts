import { randomBytes } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { z } from "zod";

const optional = z.preprocess((v) => (v === "" ? undefined : v), z.string().optional());

const MIN_SECRET = 32;

const days = (least: number, usual: number) => z.coerce.number().int().min(least).max(36_500).default(usual);

/** Comma-separated addresses of STUN or TURN servers, as browsers take them. */
const iceUrls = (scheme: string) => {
  const one = `${scheme}:[^\\s,]+`;
  return optional.pipe(
    z
      .string()
      .regex(new RegExp(`^${one}(\\s*,\\s*${one})*$`))
      .optional(),
  );
};

/** An id of Twilio's. */
const sid = (prefix: string) =>
  optional.pipe(
    z
      .string()
      .regex(new RegExp(`^${prefix}[0-9a-fA-F]{32}$`), `begins with ${prefix}`)
      .optional(),
  );

const Env = z.object({
  NODE_ENV: z.enum(["development", "production", "test"]).default("development"),
  PORT: z.coerce.number().int().min(0).max(65535).default(3000),
  HOST: z.string().default("127.0.0.1"),
  DATA_DIR: z.string().default(".data"),
  DATABASE_URL: optional,
  REDIS_URL: optional,
  PUBLIC_URL: optional.pipe(z.url({ protocol: /^https?$/ }).optional()),
  SECRET: optional.pipe(z.string().min(MIN_SECRET, `SECRET needs at least ${MIN_SECRET} characters`).optional()),
  LOG_LEVEL: z.enum(["debug", "info", "warn", "error", "silent"]).default("info"),
  LOG_FILE: optional,
  METRICS_TOKEN: optional,
  TRUST_PROXY: z.enum(["0", "1"]).default("0"),
  ADMIN_EMAIL: optional,
  ADMIN_PASSWORD: optional,
  INGEST_SECRETS: optional,
  OIDC_ISSUER: optional.pipe(z.url({ protocol: /^https?$/ }).optional()),
  OIDC_CLIENT_ID: optional,
  OIDC_CLIENT_SECRET: optional,
  OIDC_NAME: optional,
  LIVEZ_GRACE_SECONDS: z.coerce.number().int().min(1).max(86_400).default(60),
  VISITOR_UPLOAD_MB_PER_HOUR: z.coerce.number().int().min(1).max(1_000_000).default(2048),
  RETENTION_LOG_DAYS: days(1, 7),
  RETENTION_PARKED_DAYS: days(1, 7),
  RETENTION_MESSAGE_KEY_DAYS: days(30, 90),
  RETENTION_FACT_KEY_DAYS: days(1, 14),
  RETENTION_UNDO_DAYS: days(1, 7),
  RETENTION_SESSION_DAYS: days(1, 30),
  RETENTION_OFFER_DAYS: days(1, 365),
  RETENTION_CALL_DAYS: days(1, 90),
  RETENTION_RECORDING_DAYS: days(1, 90),
  STUN_URLS: iceUrls("stuns?"),
  TURN_URLS: iceUrls("turns?"),
  TURN_SECRET: optional,
  ASTERISK_ARI_URL: optional.pipe(z.url({ protocol: /^https?$/ }).optional()),
  ASTERISK_ARI_USER: optional,
  ASTERISK_ARI_PASSWORD: optional,
  ASTERISK_ARI_APP: z
    .string()
    .regex(/^[\w-]+$/, "letters, digits, - and _ only")
    .default("storeline"),
  ASTERISK_SIP_URL: optional.pipe(z.url({ protocol: /^wss?$/ }).optional()),
  ASTERISK_TRUNK: optional.pipe(
    z
      .string()
      .regex(/^[\w-]+$/, "letters, digits, - and _ only")
      .optional(),
  ),
  TWILIO_VOICE_ACCOUNT_SID: sid("AC"),
  TWILIO_VOICE_AUTH_TOKEN: optional,
  TWILIO_VOICE_AUTH_TOKEN_NEXT: optional,
  TWILIO_VOICE_API_KEY_SID: sid("SK"),
  TWILIO_VOICE_API_KEY_SECRET: optional,
  TWILIO_VOICE_APP_SID: sid("AP"),
  TWILIO_VOICE_EDGES: z
    .string()
    .regex(/^[a-z0-9-]+(,[a-z0-9-]+)*$/, "names of edges, separated by commas")
    .default("roaming"),
  TWILIO_VOICE_API_BASE: optional.pipe(z.url({ protocol: /^https?$/ }).optional()),
  TRANSCRIBER_URL: optional.pipe(z.url({ protocol: /^https?$/ }).optional()),
  TRANSCRIBER_MODEL: optional,
  TRANSCRIBER_KEY: optional,
  PAYMENT_URL: optional.pipe(z.url({ protocol: /^https?$/ }).optional()),
  PAYMENT_SECRET: optional.pipe(
    z
      .string()
      .regex(/^whsec_[A-Za-z0-9+/]{32,}={0,2}$/, "write whsec_<base64>")
      .optional(),
  ),
  REOPEN_WINDOW_HOURS: z.coerce.number().min(0).max(8760).optional(),
});
export type Env = Readonly<
  z.infer<typeof Env> & {
    PUBLIC_URL: string;
    SECRET: string;
    /** Whether the operator set the public address, so that requests for other hosts can be refused. */
    publicUrlSet: boolean;
    simulator: boolean;
  }
>;
/** For the test that .env.example, compose.yaml and this file have the same settings. */
export const SETTINGS = Object.keys(Env.shape);

/**
 * Reads the settings once. `PUBLIC_URL` falls back to the listening address, `SECRET` to a file made in DATA_DIR on the
 * first start (embedded database only: several nodes must share one, so with DATABASE_URL it is required).
 * @throws Error naming the setting, never its value
 */
export function load(source: NodeJS.ProcessEnv): Env {
  const parsed = Env.safeParse(source);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    throw new Error(`setting ${issue?.path.join(".")} is not usable: ${issue?.message} (see .env.example)`);
  }
  const env = parsed.data;
  if ((env.OIDC_ISSUER === undefined) !== (env.OIDC_CLIENT_ID === undefined))
    throw new Error("settings OIDC_ISSUER and OIDC_CLIENT_ID are needed together (see .env.example)");
  if ((env.TURN_URLS === undefined) !== (env.TURN_SECRET === undefined))
    throw new Error("settings TURN_URLS and TURN_SECRET are needed together (see .env.example)");
  if ((env.TRANSCRIBER_URL === undefined) !== (env.TRANSCRIBER_MODEL === undefined))
    throw new Error("settings TRANSCRIBER_URL and TRANSCRIBER_MODEL are needed together (see .env.example)");
  if (env.TRANSCRIBER_KEY !== undefined && env.TRANSCRIBER_URL === undefined)
    throw new Error("setting TRANSCRIBER_KEY is for TRANSCRIBER_URL, which is missing (see .env.example)");
  checkPayments(env);
  checkAsterisk(env);
  checkTwilioVoice(env);
  const host = env.HOST === "0.0.0.0" ? "127.0.0.1" : env.HOST;
  const publicUrl = (env.PUBLIC_URL ?? `http://${host}:${env.PORT}`).replace(/\/$/, "");
  // next-auth reads its own variable; the scheme decides whether cookies are Secure.
  source.NEXTAUTH_URL = publicUrl;
  return Object.freeze({
    ...env,
    PUBLIC_URL: publicUrl,
    publicUrlSet: env.PUBLIC_URL !== undefined,
    SECRET: env.SECRET ?? localSecret(env.DATABASE_URL, env.DATA_DIR),
    simulator: source.STORELINE_SIMULATOR === "1",
  });
}

const LOOPBACK = ["localhost", "127.0.0.1", "[::1]"];

/** Both or neither. Cards leave this machine over TLS only. */
function checkPayments({ PAYMENT_URL, PAYMENT_SECRET }: z.infer<typeof Env>): void {
  if ((PAYMENT_URL === undefined) !== (PAYMENT_SECRET === undefined))
    throw new Error("settings PAYMENT_URL and PAYMENT_SECRET are needed together (see .env.example)");
  if (PAYMENT_URL === undefined) return;
  const { protocol, hostname } = new URL(PAYMENT_URL);
  if (protocol !== "https:" && !LOOPBACK.includes(hostname))
    throw new Error("setting PAYMENT_URL must begin with https: (see .env.example)");
}

const ASTERISK = ["ASTERISK_ARI_URL", "ASTERISK_ARI_USER", "ASTERISK_ARI_PASSWORD", "ASTERISK_SIP_URL"] as const;

/** All of it, or nothing. Browsers refuse an open WebSocket from a page that came over TLS. */
function checkAsterisk(env: z.infer<typeof Env>): void {
  const missing = ASTERISK.filter((name) => env[name] === undefined);
  const isWanted = missing.length < ASTERISK.length || env.ASTERISK_TRUNK !== undefined;
  if (missing.length > 0 && isWanted)
    throw new Error(
      `settings ${ASTERISK.join(", ")} are needed together; missing: ${missing.join(", ")} (see .env.example)`,
    );
  if (env.ASTERISK_SIP_URL?.startsWith("ws:") && env.PUBLIC_URL?.startsWith("https:"))
    throw new Error(
      "setting ASTERISK_SIP_URL must begin with wss: because PUBLIC_URL begins with https: (see .env.example)",
    );
}

const TWILIO_VOICE = [
  "TWILIO_VOICE_ACCOUNT_SID",
  "TWILIO_VOICE_AUTH_TOKEN",
  "TWILIO_VOICE_API_KEY_SID",
  "TWILIO_VOICE_API_KEY_SECRET",
  "TWILIO_VOICE_APP_SID",
] as const;

/** All of it, or nothing. Twilio signs its requests for the address that it was given. */
function checkTwilioVoice(env: z.infer<typeof Env>): void {
  const missing = TWILIO_VOICE.filter((name) => env[name] === undefined);
  if (missing.length === TWILIO_VOICE.length) return;
  if (missing.length > 0)
    throw new Error(
      `settings ${TWILIO_VOICE.join(", ")} are needed together; missing: ${missing.join(", ")} (see .env.example)`,
    );
  if (env.PUBLIC_URL === undefined)
    throw new Error("setting PUBLIC_URL is required with TWILIO_VOICE_ACCOUNT_SID (see .env.example)");
}

function localSecret(databaseUrl: string | undefined, dataDir: string): string {
  if (databaseUrl) throw new Error("setting SECRET is required with DATABASE_URL (see .env.example)");
  const file = path.join(dataDir, "secret");
  if (!existsSync(file) && existsSync(path.join(dataDir, "pg", "PG_VERSION")))
    throw new Error(
      `${file} is missing although there is a database beside it. Put it back, or set SECRET to what it held; a new one of ${MIN_SECRET} characters, written there, signs everybody out and makes the channels' sealed credentials unreadable.`,
    );
  const secret = readOrMake(file).trim();
  if (secret.length < MIN_SECRET)
    throw new Error(
      `${file} holds no usable secret: ${MIN_SECRET} characters are needed. Put back the one it held; to begin with a new one, which signs everybody out and makes the channels' sealed credentials unreadable, remove the file.`,
    );
  return secret;
}

function readOrMake(file: string): string {
  try {
    if (!existsSync(file)) {
      mkdirSync(path.dirname(file), { recursive: true });
      writeFileSync(file, randomBytes(32).toString("hex"), { mode: 0o600, flag: "wx" });
    }
    return readFileSync(file, "utf8");
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new Error(
      `${file} cannot be read or made (${code}); let the user that runs Storeline write in DATA_DIR, or set SECRET`,
    );
  }
}

let loaded: Env | undefined;
/** The process's settings; read lazily, so that importing a module never needs an environment. */
export function env(): Env {
  loaded ??= load(process.env);
  return loaded;
}

/** Reads a variable that a channel declares. An empty one counts as absent. */
export const environmentVariable = (name: string): string | undefined => process.env[name] || undefined;
