import { expect, test } from "vitest";
import { CANARIES, findLeaks } from "./leaks";

const line = (more: object) => JSON.stringify({ level: 40, time: "2026-11-29T09:05:15.000Z", ...more });

test.each([
  ["every planted value", Object.values(CANARIES).map((value) => line({ any: value }))],
  ["a planted number without its plus", [line({ key: "signin:12065550187" })]],
  ["anybody's address", [line({ msg: "ana@demo.example was refused" }), "plain ana@demo.example"]],
  ["anybody's number", [line({ to: "+442071838750" }), line({ msg: "call (213) 373-4253" })]],
  [
    "tokens",
    ["Bearer abcdef123", line({ cookie: "next-auth.session-token=x" }), line({ t: "eyJhbGciOiJI.eyJzdWIiOi" })],
  ],
  ["stored credentials", [line({ h: "scrypt$2048$8$3$x" }), line({ s: "whsec_abc" })]],
  ["what a database says", ["Failed query: select 1\n", "params: 1", line({ err: { detail: "Key (x)=(y) exists" } })]],
  ["an error's own words", [line({ err: { message: "anything" } })]],
])("a log with %s does not pass", (_, lines) => {
  for (const said of lines) expect(findLeaks(said), said).not.toEqual([]);
});

test("ids, codes, counts, times, addresses of code and versions pass", () => {
  const lines = [
    line({ itemId: "0193a000-0000-7000-8000-123456789012", code: "23505", ms: 1204, cursor: "10452:998877" }),
    line({ err: { name: "Error", at: ["f (/app/node_modules/@electric-sql/pglite/dist/index.js:12:3456)"] } }),
    line({ url: "http://127.0.0.1:53211", database: "pglite", epoch: 1796000000000, msg: "ready" }),
    line({ account: "AC11111111111111111111111111111111" }),
  ];
  expect(findLeaks(lines.join("\n"))).toEqual([]);
  expect(findLeaks(lines[0] ?? "", ["10452:998877"])).toHaveLength(1);
});
