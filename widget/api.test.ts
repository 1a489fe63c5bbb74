import { afterEach, expect, test, vi } from "vitest";
import { postFile } from "./api";

afterEach(() => vi.unstubAllGlobals());

test("a visitor who sent too many files reads when to try again", async () => {
  const message = "Too many files were sent. Try again in 12 minutes.";
  vi.stubGlobal("fetch", async () => new Response(JSON.stringify({ error: "rate_limited", message }), { status: 429 }));
  expect(await postFile("t", new File(["x"], "a.pdf"))).toEqual({ failed: "away", reason: message });
});
