import { request } from "node:http";
import net from "node:net";
import { afterAll, beforeAll, expect, test } from "vitest";
import { freshDb } from "@/tests/db";
import { openGateway, type TestGateway } from "@/tests/gateway";

let opened: TestGateway;
let port: number;
beforeAll(async () => {
  const { handle } = await freshDb();
  opened = await openGateway(handle, { strictHost: true });
  port = Number(new URL(opened.url).port);
});
afterAll(() => opened.close());

const PATH = "/socket.io/?EIO=4&transport=";
const poll = (host: string, method = "GET") =>
  new Promise<number>((resolve, reject) => {
    const headers = { host };
    const call = request({ port, host: "127.0.0.1", method, path: `${PATH}polling`, headers, agent: false }, (res) => {
      res.resume();
      resolve(res.statusCode ?? 0);
    });
    call.on("error", reject).end();
  });

/** @returns the status line of the response to a websocket upgrade */
const upgrade = (host: string | null) =>
  new Promise<string>((resolve, reject) => {
    const lines = [
      `GET ${PATH}websocket HTTP/1.1`,
      ...(host === null ? [] : [`Host: ${host}`]),
      "Connection: Upgrade",
      "Upgrade: websocket",
      "Sec-WebSocket-Version: 13",
      "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
    ];
    const socket = net.connect(port, "127.0.0.1", () => socket.write(`${lines.join("\r\n")}\r\n\r\n`));
    socket.once("data", (said) => {
      resolve(String(said).split("\r\n")[0] ?? "");
      socket.destroy();
    });
    socket.once("error", reject);
    socket.once("close", () => resolve("closed"));
  });

const foreign = ["evil.example", "127.0.0.1.evil.example", "127.0.0.1:1", "localhost", "evil.example:80", "[::2]"];

test.each(foreign)("a socket requested at %s is 421, by polling and by upgrade", async (host) => {
  expect(await poll(host)).toBe(421);
  expect(await poll(host, "POST")).toBe(421);
  expect(await upgrade(host)).toContain(" 421 ");
});

test("our own host and its loopback names open a socket", async () => {
  for (const host of [`127.0.0.1:${port}`, `LOCALHOST:${port}`, `[::1]:${port}`]) {
    expect(await poll(host)).toBe(200);
    expect(await upgrade(host)).toContain(" 101 ");
  }
});

test("an upgrade without a host is refused", async () => {
  expect(await upgrade(null)).not.toContain(" 101 ");
});
