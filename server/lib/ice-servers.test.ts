import { createHmac } from "node:crypto";
import { expect, test } from "vitest";
import { iceServers } from "./ice-servers";

const NOW = new Date("2026-11-29T12:00:00Z");

test("without configured servers browsers are given none", () => {
  expect(iceServers({ STUN_URLS: undefined, TURN_URLS: undefined, TURN_SECRET: undefined }, NOW)).toEqual([]);
});

test("TURN credentials expire after an hour and are those that coturn computes from the same secret", () => {
  const [stun, ...turn] = iceServers(
    { STUN_URLS: "stun:stun.example:3478", TURN_URLS: "turn:a.example, turns:b.example", TURN_SECRET: "shared" },
    NOW,
  );
  expect(stun).toEqual({ urls: "stun:stun.example:3478" });
  const username = String(NOW.getTime() / 1000 + 3600);
  const credential = createHmac("sha1", "shared").update(username).digest("base64");
  expect(turn).toEqual([
    { urls: "turn:a.example", username, credential },
    { urls: "turns:b.example", username, credential },
  ]);
});
