import type pg from "pg";
import { uuidv7 } from "uuidv7";
import { expect } from "vitest";
import { type NodeProcess, SMS_ACCOUNT, textVia } from "./node-process";

/** Customers and an associate who write to all nodes at once until stopped, and record what was accepted. */
export type Load = {
  accepted(): number;
  stop(): Promise<void>;
  /** Everything accepted is in the database exactly once, and every conversation's numbers are dense. */
  expectStored(db: pg.Client): Promise<void>;
};

type Shop = { nodes: NodeProcess[]; publicUrl: string; to: string; cookie: string; conversationId: string };

/** Old customers (one statement each), new customers (a transaction each) and notes (another command). */
export function startLoad({ nodes, publicUrl, to, cookie, conversationId }: Shop): Load {
  const accepted: string[] = [];
  let isOver = false;
  let made = 0;
  const node = () => nodes[made % nodes.length] as NodeProcess;

  async function repeat(write: (body: string) => Promise<boolean>): Promise<void> {
    while (!isOver) {
      const body = `message ${++made}`;
      if (await write(body)) accepted.push(body);
    }
  }
  const sms = (from: string) => (text: string) =>
    textVia(node(), publicUrl, { from, to, text }, SMS_ACCOUNT).then((status) => status === 200);
  const newCustomer = (text: string) => sms(`+1415556${String(made).padStart(4, "0")}`)(text);
  const note = (body: string) => addNote(node(), { cookie, publicUrl }, { conversationId, body });
  const writers = [
    ...Array.from({ length: 8 }, (_, n) => repeat(sms(`+1415555030${n}`))),
    ...Array.from({ length: 4 }, () => repeat(newCustomer)),
    ...Array.from({ length: 4 }, () => repeat(note)),
  ];
  return {
    accepted: () => accepted.length,
    async stop() {
      isOver = true;
      await Promise.all(writers);
    },
    async expectStored(db) {
      const { rows } = await db.query<{ body: string }>("select body from items where body like 'message %'");
      const stored = rows.map(({ body }) => body);
      const unique = new Set(stored);
      expect(
        accepted.filter((body) => !unique.has(body)),
        "accepted and lost",
      ).toEqual([]);
      expect(stored.length, "stored twice").toBe(unique.size);
      const { rows: gaps } = await db.query(
        "select conversation_id from items group by 1 having count(*) <> max(seq) or min(seq) <> 1",
      );
      expect(gaps, "conversations with holes").toEqual([]);
    },
  };
}

async function addNote(
  { port }: NodeProcess,
  { cookie, publicUrl }: { cookie: string; publicUrl: string },
  note: { conversationId: string; body: string },
): Promise<boolean> {
  const headers = { "content-type": "application/json", "x-storeline": "1", cookie, origin: publicUrl };
  const body = JSON.stringify({ ...note, clientMessageId: uuidv7() });
  const url = `http://127.0.0.1:${port}/api/trpc/conversations.addNote`;
  return fetch(url, { method: "POST", headers, body }).then(
    async (response) => {
      await response.text();
      return response.ok;
    },
    () => false,
  );
}
