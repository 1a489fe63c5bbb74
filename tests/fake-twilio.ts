import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { KEPT_ALIVE } from "./kept-alive";

type Request = { method: string; path: string; form: Record<string, string> };
export type FakeTwilio = {
  base: string;
  /** The requests it received, in order. */
  asked: Request[];
  /** The responses to the next requests; by default messages are accepted as SM1, SM2, … */
  next: ((req: IncomingMessage, res: ServerResponse) => void)[];
  close(): Promise<void>;
};

/** A local provider with Twilio's REST API whose responses a test controls. */
export async function fakeTwilio(): Promise<FakeTwilio> {
  const fake: Pick<FakeTwilio, "asked" | "next"> = { asked: [], next: [] };
  const server = createServer(KEPT_ALIVE, async (req, res) => {
    let body = "";
    for await (const chunk of req) body += chunk;
    const form = Object.fromEntries(new URLSearchParams(body));
    fake.asked.push({ method: req.method ?? "", path: req.url ?? "", form });
    const answer = fake.next.shift();
    if (answer) answer(req, res);
    else says(res, 201, { sid: `SM${fake.asked.length}`, status: "queued" });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    ...fake,
    base: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () => {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}

export function says(res: ServerResponse, status: number, body: object): void {
  res.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
}

/** A message as Twilio lists it: a customer's by default. */
export const listed = ({ at, ...more }: { sid: string; at: Date; [field: string]: unknown }) => ({
  direction: "inbound",
  from: "+12065550199",
  to: "+12065550110",
  body: "Hello",
  status: "received",
  num_media: "0",
  error_code: null,
  messaging_service_sid: null,
  date_created: at.toUTCString().replace("GMT", "+0000"),
  date_sent: at.toUTCString().replace("GMT", "+0000"),
  ...more,
});
