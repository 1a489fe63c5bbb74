const BELOW_NOUNS = [
  "server/domain",
  "server/outbox",
  "server/channels/directory.ts",
  "server/contract",
  "server/lib",
  "messages",
  "db",
];

/** The nouns of the domain, and the modules of `conversations`; each row names the lower ones it uses (ADR 0030). */
const nouns: Record<string, string[]> = {
  text: [],
  settings: ["text"],
  hours: [],
  team: ["settings", "hours"],
  consent: ["text"],
  merging: ["text"],
  commerce: ["text", "merging"],
  customers: ["text", "consent", "settings", "merging"],
  "conversations/record": ["text", "team"],
  replies: ["conversations/record"],
  "conversations/inbox": ["team", "merging", "conversations/record"],
  "conversations/drafts": ["conversations/record"],
  "conversations/offers": ["team", "conversations/record"],
  "conversations/assignment": ["team", "conversations/record", "conversations/inbox", "conversations/offers"],
  "conversations/workload": [
    "team",
    "hours",
    "conversations/record",
    "conversations/offers",
    "conversations/assignment",
  ],
  "conversations/attachments": ["text", "team", "settings", "conversations/record"],
  "conversations/opt-out": ["team", "hours", "consent", "merging", "conversations/record"],
  "conversations/delivery": [
    "hours",
    "consent",
    "settings",
    "conversations/record",
    "conversations/offers",
    "conversations/opt-out",
  ],
  "conversations/auto-reply": ["hours", "consent", "conversations/record"],
  "conversations/sending": [
    "text",
    "team",
    "consent",
    "merging",
    "replies",
    "conversations/record",
    "conversations/offers",
    "conversations/assignment",
    "conversations/attachments",
    "conversations/delivery",
    "conversations/drafts",
  ],
  "conversations/scheduling": [
    "team",
    "consent",
    "merging",
    "conversations/record",
    "conversations/delivery",
    "conversations/drafts",
    "conversations/sending",
  ],
  "conversations/receiving": [
    "text",
    "consent",
    "customers",
    "conversations/record",
    "conversations/attachments",
    "conversations/opt-out",
  ],
  "conversations/reconciliation": ["consent", "settings", "conversations/delivery", "conversations/receiving"],
  "conversations/status": ["team", "conversations/record", "conversations/offers", "conversations/delivery"],
  "conversations/thread": [
    "text",
    "team",
    "settings",
    "merging",
    "commerce",
    "customers",
    "conversations/record",
    "conversations/drafts",
    "conversations/sending",
  ],
  "conversations/starting": [
    "text",
    "team",
    "settings",
    "consent",
    "customers",
    "conversations/record",
    "conversations/sending",
    "conversations/delivery",
    "conversations/receiving",
  ],
  calls: [
    "text",
    "merging",
    "hours",
    "team",
    "settings",
    "consent",
    "customers",
    "merging",
    "conversations/record",
    "conversations/offers",
    "conversations/assignment",
    "conversations/delivery",
    "conversations/sending",
    "conversations/receiving",
  ],
  search: ["text", "team", "settings", "merging", "commerce", "customers", "conversations/record"],
  configuration: [
    "settings",
    "calls",
    "hours",
    "consent",
    "conversations/receiving",
    "conversations/sending",
    "conversations/scheduling",
    "conversations/inbox",
    "conversations/auto-reply",
  ],
  operate: [
    "settings",
    "team",
    "consent",
    "commerce",
    "customers",
    "calls",
    "replies",
    "conversations/record",
    "conversations/drafts",
    "conversations/scheduling",
    "conversations/offers",
    "conversations/attachments",
  ],
  sync: [
    ...["text", "team", "replies", "merging", "commerce", "customers", "calls"],
    ...["conversations/record", "conversations/drafts"],
  ],
};

/** `server/domain` itself has `command.ts` and `context.ts`, which every noun uses. */
const domain: Record<string, string[]> = { "server/domain": ["server/outbox", "server/contract", "server/lib", "db"] };
for (const [noun, lower] of Object.entries(nouns))
  domain[`server/domain/${noun}`] = [...BELOW_NOUNS, ...lower.map((one) => `server/domain/${one}`)];

/**
 * The import table: this is the architecture. An area may import itself, the areas and single files of its row, and packages; an entry
 * ending in "/*" names an area with all areas below it. `npm run lint:imports` enforces it on resolved files, type imports
 * included; docs/adr/0001-areas-and-imports.md gives the reasons.
 */
export const mayImport: Record<string, string[]> = {
  app: ["components", "messages", "server/trpc", "server/webhooks", "server/auth", "server/contract", "server/lib"],
  components: ["components/ui", "components/calls/media", "messages", "server/contract"],
  "components/ui": ["messages"],
  "components/calls/media": ["server/contract"],
  widget: ["components/calls/media", "messages", "server/contract"],
  "server/trpc": ["server/domain/*", "server/auth", "server/contract", "server/lib"],
  "server/realtime": ["server/domain/*", "server/auth", "server/outbox", "server/contract", "server/lib"],
  "server/webhooks": ["server/domain/*", "server/channels/directory.ts", "server/contract", "server/lib"],
  "server/jobs": ["server/domain/*", "server/contract"],
  "server/auth": ["server/domain/*", "server/contract", "server/lib", "db"],
  "server/channels": ["messages", "server/twilio", "server/contract", "server/lib"],
  "server/http": [
    "messages",
    "server/trpc",
    "server/webhooks",
    "server/auth",
    "server/realtime",
    "server/domain/*",
    "server/contract",
    "server/lib",
  ],
  "server/voice": ["server/domain", "server/domain/calls", "server/contract", "server/lib"],
  "server/voice/web": ["server/contract"],
  "server/voice/asterisk": ["server/voice", "server/domain/*", "server/contract", "server/lib"],
  "server/voice/twilio": ["server/voice", "server/domain/*", "server/twilio", "server/contract", "server/lib"],
  "server/transcription": ["server/contract", "server/lib"],
  "server/payments": ["server/contract", "server/lib"],
  "server/twilio": ["server/contract", "server/lib"],
  "server/simulator": ["messages", "server/contract", "server/lib"],
  "server/seed": ["server/domain/*", "server/channels", "server/contract", "server/lib", "db"],
  ...domain,
  "server/outbox": ["server/contract", "server/lib", "db"],
  db: ["server/contract", "server/lib"],
  "server/lib": ["messages", "server/contract"],
  "server/contract": ["messages"],
  messages: [],
};

/** `server/index.ts` wires everything and is imported by nothing. */
export const WIRING = "server/index.ts";

/** Allowed type-only imports: the UI knows the type of the router, never its code. */
export const mayImportTypes: { from: string; to: string }[] = [{ from: "components", to: "server/trpc/root.ts" }];

/** Production code must not import these; they may import anything. */
export const NOT_SHIPPED = ["tests", "e2e", "bench", "scripts"];

/** Folders of adapters, which never import each other. */
export const ADAPTERS = ["server/channels", "server/voice"];

/** Each folder in here is a channel. Its name is the channel's kind, which no other production file contains. */
export const CHANNELS = "server/channels";
/** Factories for tests, which may name channels. */
export const FACTORIES = ["db/factories.ts"];

/**
 * The files that may import certain packages. An entry ending in "/" is a folder. Type-only imports of a package are allowed
 * everywhere.
 */
export const packageHomes: Record<string, string[]> = {
  "socket.io": ["server/realtime/", WIRING],
  "@socket.io/redis-streams-adapter": ["server/realtime/", WIRING],
  "socket.io-client": ["components/client/", "widget/", "server/simulator/"],
  "@trpc/server": ["server/trpc/"],
  "drizzle-orm": ["db/", "server/seed/", "server/domain/", "server/outbox/", "server/auth/"],
  "pg-boss": ["server/outbox/"],
  "next-auth": ["server/auth/", "app/", "components/"],
  twilio: ["server/twilio/", "server/channels/twilio-sms/", "server/voice/twilio/", "server/simulator/"],
  ws: ["server/voice/asterisk/"],
  jssip: ["components/calls/phone/"],
  "@twilio/voice-sdk": ["components/calls/phone/"],
  preact: ["widget/"],
  "next-intl": ["components/"],
  "icu-minify": ["messages/"],
};

/** The only files that read the environment. Next's configuration and instrumentation run outside our module graph. */
export const ENVIRONMENT = ["server/lib/env.ts", "server/lib/log.ts"];

/** The only files that read the machine's clock. */
export const CLOCKS = ["server/lib/clock.ts", "components/ui/clock.ts", "widget/clock.ts"];

/** The only files through which the server may call another host. Browser code calls its own server and is not restricted. */
export const NETWORK = ["server/lib/outbound.ts", "server/voice/asterisk/event-socket.ts"];

/** Files that build SQL from trusted parts: our own column lists, and page sizes validated as integers. */
export const TRUSTED_SQL = [
  "db/sql.ts",
  "server/domain/conversations/inbox/view-sql.ts",
  "server/domain/conversations/record/allocate-seq.ts",
];
