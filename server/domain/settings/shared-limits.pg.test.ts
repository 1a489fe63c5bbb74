import { expect, onTestFinished, test } from "vitest";
import { freshPg } from "@/tests/fresh-pg";
import { takeShared } from "./shared-limits";

test("two nodes share a limit exactly, however many calls reach both at once", async () => {
  const pg = await freshPg();
  onTestFinished(() => pg.close());
  const nodes = [await pg.open(4), await pg.open(4)];
  const limit = { name: "test", points: 25, seconds: 600 };
  const ask = (n: number) =>
    takeShared((nodes[n % 2] ?? nodes[0])!.db, limit, "somebody", "tooManyFiles").then(
      () => "taken",
      (error: { code: string }) => error.code,
    );
  const said = await Promise.all(Array.from({ length: 120 }, (_, n) => ask(n)));
  expect(said.filter((one) => one === "taken")).toHaveLength(25);
  expect(said.filter((one) => one === "rate_limited")).toHaveLength(95);
});
