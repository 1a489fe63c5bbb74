import { createServer as createHttp } from "node:http";
import { type AddressInfo, createServer as createTcp, type Server, type Socket } from "node:net";
import { expect, onTestFinished, test } from "vitest";
import { outbound } from "./outbound";

async function listening(server: Server): Promise<string> {
  const open = new Set<Socket>();
  server.on("connection", (socket) => open.add(socket));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    for (const socket of open) socket.destroy();
    server.close();
  });
  return `127.0.0.1:${(server.address() as AddressInfo).port}`;
}
const post = (url: string, leaveBy?: number) =>
  outbound({ method: "POST", url: new URL(url), body: "hi", timeoutMs: 60_000, leaveBy, maxBytes: 100 });

test("a TLS handshake that takes too long is aborted, and nothing was sent", async () => {
  const silent = createTcp((socket) => socket.on("error", () => {}));
  const host = await listening(silent);
  await expect(post(`https://${host}`, performance.now() + 50)).rejects.toMatchObject({
    reason: "timeout",
    mayHaveArrived: false,
  });
});

test("when a handshake fails, nothing was sent", async () => {
  const host = await listening(
    createTcp((socket) => socket.on("error", () => {}).once("data", () => socket.destroy())),
  );
  await expect(post(`https://${host}`)).rejects.toMatchObject({ reason: "unreachable", mayHaveArrived: false });
});

test("a request that connects too late is not sent; one in time is sent with its body, also over a kept-alive connection", async () => {
  const requests: string[] = [];
  const server = createHttp(async (req, res) => {
    let body = "";
    for await (const chunk of req) body += chunk;
    requests.push(`${req.method} ${req.headers["content-length"]} ${body}`);
    res.end("ok");
  });
  const host = await listening(server);
  await expect(post(`http://${host}`, performance.now() - 1)).rejects.toMatchObject({ mayHaveArrived: false });
  for (let i = 0; i < 3; i++) expect((await post(`http://${host}`, Number.POSITIVE_INFINITY)).status).toBe(200);
  expect(requests).toEqual(["POST 2 hi", "POST 2 hi", "POST 2 hi"]);
});
