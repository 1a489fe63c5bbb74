import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { health } from "@/server/lib/health";
import { createWriteCheck } from "@/server/lib/write-check";
import { freshDb } from "@/tests/db";
import { openTestApi, type TestApi } from "@/tests/test-api";

describe("pages while the database is away", () => {
  let api: TestApi;
  let isAway = false;
  beforeAll(async () => {
    api = await openTestApi((await freshDb()).handle);
    health.writes = createWriteCheck(
      async () => {
        if (isAway) throw new Error("the database is away");
      },
      // A result is cached for a second of this clock, so each request here comes an hour later.
      { now: hourly() },
    );
  });
  afterAll(() => api.close());
  const ask = (path: string, headers: Record<string, string> = { accept: "text/html" }) => api.ask({ path, headers });

  test("a page is answered with 503 and loads itself again, and is served once the database is back", async () => {
    isAway = true;
    const away = await ask("/inbox");
    expect(away.status).toBe(503);
    expect(away.headers).toMatchObject({ "retry-after": "5", "cache-control": "no-store", "x-frame-options": "DENY" });
    expect(away.body).toContain('<meta http-equiv="refresh" content="5">');
    isAway = false;
    expect(await ask("/inbox")).toMatchObject({ status: 404, body: "page" });
  });

  test("resources of a page, and navigation inside an open workspace, are left to Next", async () => {
    isAway = true;
    const others = [
      await ask("/_next/static/chunk.js"),
      await ask("/widget/chat.html"),
      await ask("/inbox", { accept: "*/*" }),
      await ask("/inbox", { accept: "text/html", rsc: "1" }),
    ];
    for (const { status, body } of others) expect({ status, body }).toEqual({ status: 404, body: "page" });
  });
});

function hourly(): () => number {
  let ms = 0;
  return () => {
    ms += 3_600_000;
    return ms;
  };
}
