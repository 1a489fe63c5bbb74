import { DrizzleQueryError } from "drizzle-orm";
import { describe, expect, test } from "vitest";
import { dbErrorCode, isConflict, isTransient } from "./db-errors";

const wrapped = (cause: Error) => new DrizzleQueryError("select", [], cause);
const coded = (code: string) => wrapped(Object.assign(new Error("driver"), { code }));

describe("isTransient", () => {
  test.each([
    "Connection terminated unexpectedly",
    "Connection terminated due to connection timeout",
    "timeout exceeded when trying to connect",
    "Query read timeout",
    "Client has encountered a connection error and is not queryable",
  ])("holds for what pg throws without a code: %s", (message) => {
    expect([isTransient(new Error(message)), isTransient(wrapped(new Error(message)))]).toEqual([true, true]);
  });

  test.each(["22003", "23505", "42P01", "XX000"])("is false for %s, which would fail again", (code) => {
    expect(isTransient(coded(code))).toBe(false);
  });

  test("is false for other errors than the database's", () => {
    expect([new Error("no"), null, undefined, "57014", { cause: { cause: {} } }].map(isTransient)).toEqual(
      Array(5).fill(false),
    );
  });
});

test("only a conflict between transactions is retried at once, not a lock or statement timeout", () => {
  expect(["40001", "40P01", "55P03", "57014", "08006"].map((code) => isConflict(coded(code)))).toEqual([
    true,
    true,
    false,
    false,
    false,
  ]);
});

test("the code is found however deep it is wrapped, and a loop of causes ends", () => {
  expect(dbErrorCode(new Error("outer", { cause: coded("55P03") }))).toBe("55P03");
  const loop = new Error("a");
  loop.cause = loop;
  expect(dbErrorCode(loop)).toBeNull();
});
