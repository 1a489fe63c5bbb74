// A minimal server for comparison: signed POST -> one INSERT -> one emit per message. Started by run.ts with a port and a
// database.
import { createHmac, timingSafeEqual } from "node:crypto";
import { createServer } from "node:http";
import pg from "pg";
import { Server } from "socket.io";

const [port, url, secret] = process.argv.slice(2) as [string, string, string];
const pool = new pg.Pool({ connectionString: url, max: 16 });
const io = new Server({ serveClient: false, transports: ["websocket"], pingInterval: 60_000 });
const INSERT = { name: "i", text: "insert into bare_message (conversation_id, body) values ($1, $2) returning id" };

async function receive(raw: Buffer): Promise<void> {
  const message = JSON.parse(raw.toString()) as { conversation: number; body: string };
  const { rows } = await pool.query({ ...INSERT, values: [message.conversation, message.body] });
  io.to("all").emit("message", {
    id: String(rows[0].id),
    conversationId: "01J9Z3N7W6Q8",
    storeId: 117,
    channel: "sms",
    direction: "in",
    author: null,
    at: "2026-01-01T00:00:00.000Z",
    preview: message.body.slice(0, 60),
    body: message.body,
  });
}

const http = createServer((request, response) => {
  if (request.method === "GET") return response.end("ok");
  const chunks: Buffer[] = [];
  request.on("data", (chunk) => chunks.push(chunk));
  request.on("end", async () => {
    const raw = Buffer.concat(chunks);
    const expected = createHmac("sha256", secret).update(raw).digest();
    const given = Buffer.from(String(request.headers["x-signature"] ?? ""), "hex");
    const good = given.length === expected.length && timingSafeEqual(given, expected);
    if (good) await receive(raw);
    response.statusCode = good ? 200 : 403;
    response.end(good ? '{"ok":true}' : "");
  });
});
io.attach(http);
io.on("connection", (socket) => void socket.join("all"));
await pool.query(
  "create table if not exists bare_message (id bigint generated always as identity primary key, conversation_id bigint not null, body text not null, meta jsonb, created_at timestamptz not null default now())",
);
await pool.query("create index if not exists bare_message_conversation on bare_message (conversation_id, id desc)");
await Promise.all(Array.from({ length: 16 }, () => pool.query("select pg_sleep(0.02)")));
http.listen(Number(port), "127.0.0.1", () => process.send?.("ready"));
